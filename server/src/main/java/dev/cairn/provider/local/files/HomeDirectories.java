package dev.cairn.provider.local.files;

import dev.cairn.core.StateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** The directories of {@code $CAIRN_HOME} that engines pass through: not listable, passable. */
public final class HomeDirectories {
  private HomeDirectories() {}

  public static void ensure(Path home) {
    for (var name :
        List.of(
            "",
            "databases",
            "backups",
            "engines",
            "engines/postgres",
            "engines/mysql",
            "engines/redis",
            "tls")) {
      var directory = home.resolve(name);
      try {
        if (!Files.isDirectory(directory)) {
          Files.createDirectories(directory);
          Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        }
      } catch (IOException e) {
        throw StateFile.failure("create", directory, e);
      }
    }
  }
}
