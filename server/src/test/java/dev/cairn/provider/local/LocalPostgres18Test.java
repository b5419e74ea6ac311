package dev.cairn.provider.local;

import dev.cairn.core.ReadyWait;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With binaries from Maven Central, in a deep home that only root passes at first. */
class LocalPostgres18Test extends LocalPostgresContract {
  @TempDir static Path directory;
  private static Path deep = Path.of("/");

  @BeforeAll
  static void digDeep() throws Exception {
    deep = directory.resolve("d".repeat(60)).resolve("e".repeat(60)).resolve("home");
    Files.createDirectories(
        deep, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  @AfterAll
  static void clear() {
    Trees.delete(deep);
  }

  @Test
  void whatARemovalThatWasKilledLeftOfABackupIsRemoved() throws Exception {
    var left = Files.createDirectories(deep.resolve("backups/.gone-left/data"));
    Files.writeString(left.resolve("file"), "large");
    ensure(wanted("leftover-postgres"));
    ReadyWait.upTo(Duration.ofSeconds(10))
        .until("the leftover to go", () -> !Files.exists(left.resolveSibling(".")));
  }

  @Override
  protected Path home() {
    return deep;
  }

  @Override
  protected String version() {
    return "18";
  }
}
