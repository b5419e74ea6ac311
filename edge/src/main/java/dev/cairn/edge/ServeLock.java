package dev.cairn.edge;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/** Keeps a second edge away from a directory, until this process ends. */
final class ServeLock {
  /** A channel that nobody refers to is closed, which gives its lock back. */
  private static Optional<FileLock> held = Optional.empty();

  private ServeLock() {}

  /**
   * Takes the lock, once in a process's life; whether it was free. The file is for its owner alone,
   * as whoever can read it can hold it.
   *
   * @throws IOException where the file cannot be made or is somebody else's
   */
  static synchronized boolean take(Path file) throws IOException {
    var permissions = PosixFilePermissions.fromString("rw-------");
    var channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
            PosixFilePermissions.asFileAttribute(permissions));
    Files.setPosixFilePermissions(file, permissions); // it may be there already
    held = Optional.ofNullable(channel.tryLock());
    return held.isPresent();
  }
}
