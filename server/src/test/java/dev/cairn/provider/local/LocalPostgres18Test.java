package dev.cairn.provider.local;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
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

  @Override
  protected Path home() {
    return deep;
  }

  @Override
  protected String version() {
    return "18";
  }
}
