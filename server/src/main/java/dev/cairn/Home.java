package dev.cairn;

import dev.cairn.access.FirstStart;
import dev.cairn.core.Bytes;
import dev.cairn.core.Problem;
import dev.cairn.core.Sentence;
import dev.cairn.core.StateFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;

/**
 * The directory that holds all state of an installation, locked for one server. Engine users may
 * pass through it to what is theirs; what is secret in it is readable by Cairn alone.
 */
final class Home implements AutoCloseable {
  private static final List<String> DIRECTORIES =
      List.of("logs", "logs/builds", "engines", "databases", "backups", "applications", "tls");

  /** With less, a PostgreSQL cannot even begin its next file of log. */
  private static final Bytes LEAST_ROOM = Bytes.ofMib(16);

  private final Path path;
  private final FileChannel channel;
  private final FileLock lock;

  private Home(Path path, FileChannel channel, FileLock lock) {
    this.path = path;
    this.channel = channel;
    this.lock = lock;
  }

  /** Makes what is missing and takes the lock; held by another server: {@code already-running}. */
  static Home open(Path path) {
    try {
      directory(path);
      for (var name : DIRECTORIES) {
        directory(path.resolve(name));
      }
      // The edge's user follows changes in it, which takes the right to list it.
      directory(path.resolve("edge"), "rwxr-xr-x");
      var file = path.resolve("server.lock");
      StateFile.keepPrivate(file); // whoever can read it can hold it
      var channel = FileChannel.open(file, StandardOpenOption.WRITE);
      var lock = tryLock(channel);
      if (lock.isEmpty()) {
        channel.close();
        throw Problem.conflict(
                "already-running",
                "Another Cairn server runs on " + path + ".",
                "Use that one, or name another directory in CAIRN_HOME.")
            .toException();
      }
      OldRecords.close(path);
      return new Home(path, channel, lock.get());
    } catch (IOException e) {
      throw Problem.failed(
              "home-not-usable",
              "Could not set up " + path + ": " + Sentence.because(e),
              "See that the directory can be written, or name another in CAIRN_HOME.")
          .toException(e);
    }
  }

  private static Optional<FileLock> tryLock(FileChannel channel) throws IOException {
    try {
      return Optional.ofNullable(channel.tryLock());
    } catch (OverlappingFileLockException e) {
      return Optional.empty();
    }
  }

  private static void directory(Path directory) throws IOException {
    directory(directory, "rwx--x--x");
  }

  private static void directory(Path directory, String permissions) throws IOException {
    Files.createDirectories(directory);
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(permissions));
  }

  Path path() {
    return path;
  }

  /** Whether this is the home that a user gets who names none. */
  boolean isDefault() {
    return path.equals(Path.of(System.getProperty("user.home"), ".cairn"));
  }

  /** Why nothing can be written any more, where that is so; where Cairn's state is, too. */
  Optional<Problem> noRoom() {
    try {
      long left = Files.getFileStore(path).getUsableSpace();
      return left >= LEAST_ROOM.value()
          ? Optional.empty()
          : Optional.of(
              Problem.unavailable(
                  "disk-full",
                  "The disk of " + path + " is full (" + left / 1024 + " KiB are left).",
                  "Free some space on it: Cairn goes on by itself then."));
    } catch (IOException e) {
      return Optional.empty(); // then nobody knows, and the rest is said without it
    }
  }

  Path resolve(String name) {
    return path.resolve(name);
  }

  /**
   * Whether Cairn has worked here before: a server has served it to the end of its first start, or
   * databases are in it. Then what it knew of them must be somewhere.
   */
  boolean wasUsed() {
    return Files.exists(path.resolve(FirstStart.TOKEN_FILE)) || holdsDatabases();
  }

  private boolean holdsDatabases() {
    var databases = path.resolve("databases");
    try (var all = Files.list(databases)) {
      return all.filter(it -> !it.endsWith(StateInstance.ID))
          .anyMatch(it -> Files.exists(it.resolve("instance.json")));
    } catch (IOException e) {
      throw StateFile.failure("list", databases, e);
    }
  }

  /** Four letters that set this installation apart from others on the machine; made once. */
  String installationId() {
    var file = path.resolve("installation.id");
    return StateFile.find(file)
        .map(String::strip)
        .orElseGet(
            () -> {
              var random = new SecureRandom();
              var id = new StringBuilder();
              for (int i = 0; i < 4; i++) {
                id.append((char) ('a' + random.nextInt(26)));
              }
              StateFile.write(file, id + "\n", StateFile.PUBLIC);
              return id.toString();
            });
  }

  @Override
  public void close() throws IOException {
    lock.release();
    channel.close();
  }
}
