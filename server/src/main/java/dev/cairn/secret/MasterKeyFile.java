package dev.cairn.secret;

import dev.cairn.core.Problem;
import dev.cairn.db.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * The file {@code master.key}: keysets by name, for its owner only. Whatever instant the machine
 * dies at, either the old or the new text is there, whole.
 */
record MasterKeyFile(Path path) {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  boolean exists() {
    return Files.exists(path);
  }

  /** Also removes what a write left behind that did not come to its end. */
  Map<String, String> read() throws IOException {
    refuseExposed();
    Files.deleteIfExists(half());
    return Json.readStrings(Files.readString(path));
  }

  /** On the disk, under its name, when this returns. */
  void write(Map<String, String> keysets) throws IOException {
    var half = half();
    Files.deleteIfExists(half);
    Files.createFile(half, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    try (var channel = FileChannel.open(half, StandardOpenOption.WRITE)) {
      var bytes = ByteBuffer.wrap(Json.write(keysets).getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(half, path, StandardCopyOption.ATOMIC_MOVE);
    try (var directory =
        FileChannel.open(path.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
      directory.force(true);
    }
  }

  private Path half() {
    return path.resolveSibling(path.getFileName() + ".new");
  }

  private void refuseExposed() throws IOException {
    var others = EnumSet.copyOf(Files.getPosixFilePermissions(path));
    others.removeAll(
        EnumSet.of(
            PosixFilePermission.OWNER_READ,
            PosixFilePermission.OWNER_WRITE,
            PosixFilePermission.OWNER_EXECUTE));
    if (!others.isEmpty()) {
      throw Problem.failed(
              "master-key-exposed",
              "The master key " + path + " can be used by others than its owner.",
              "Type: chmod 600 "
                  + path
                  + " — and if somebody may have read it, change your"
                  + " passwords.")
          .toException();
    }
  }
}
