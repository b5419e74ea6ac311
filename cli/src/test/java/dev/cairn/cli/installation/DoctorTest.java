package dev.cairn.cli.installation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cairn.api.ClientAdviceView;
import dev.cairn.api.DatabaseView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorTest {
  @TempDir Path directory;

  @Test
  void withoutRootItSaysWhatProcessesCanReadAndWhatToDo() {
    var found = Doctor.walls("anna", true);
    assertThat(found.well()).isFalse();
    assertThat(found.needed()).as("Cairn works all the same").isFalse();
    assertThat(found.detail()).contains("run as anna too", "master key");
    assertThat(found.fix()).contains("as a container", "run Cairn as root");
    assertThat(Doctor.walls("anna", false).fix()).startsWith("Install a container engine");
  }

  @Test
  void hardLinksAreTalkedOfWhereTheKernelAllowsThem() throws IOException {
    var setting = Files.writeString(directory.resolve("protected_hardlinks"), "0\n");
    assertThat(Doctor.hardLinks(setting).orElseThrow().fix()).startsWith("sysctl");
    Files.writeString(setting, "1\n");
    assertThat(Doctor.hardLinks(setting)).isEmpty();
    assertThat(Doctor.hardLinks(directory.resolve("absent"))).isEmpty();
  }

  @Test
  void theNewestPostgresSaysWhatToInstall() {
    var found =
        Doctor.postgresClient(
                List.of(
                    database("postgres", "17"), database("postgres", "18"), database("mysql", "8")))
            .orElseThrow();

    assertThat(found.well()).isFalse();
    assertThat(found.detail()).isEqualTo("pg_dump of this system is 15; PostgreSQL 18 needs 18");
    assertThat(found.fix()).isEqualTo("install 18");
  }

  @Test
  void nothingIsWrongWhereTheServerHasNothingToSay() {
    assertThat(Doctor.postgresClient(List.of(database("postgres", ""))).orElseThrow().well())
        .isTrue();
    assertThat(Doctor.postgresClient(List.of(database("mysql", "")))).isEmpty();
  }

  @Test
  void homeThatAnotherUserCouldExchangeIsTold() throws IOException {
    assumeTrue("root".equals(System.getProperty("user.name")), "any other user's home is his");
    var others = Files.createDirectory(directory.resolve("others"));
    var home = Files.createDirectory(others.resolve("home"));
    assertThat(Doctor.exchangeable(home)).isEmpty();
    Files.setPosixFilePermissions(others, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThat(Doctor.exchangeable(home).orElseThrow().detail()).contains("write to " + others);
    Files.setPosixFilePermissions(others, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.setAttribute(others, "unix:uid", 1);
    assertThat(Doctor.exchangeable(home.resolve("absent"))).isPresent();
  }

  /** Of which this system's client is too old where it has a version. */
  private static DatabaseView database(String engine, String version) {
    var advice =
        new ClientAdviceView(
            "pg_dump of this system is 15; PostgreSQL %s needs %s".formatted(version, version),
            "install " + version);
    return new DatabaseView(
        "shop/dev/" + engine,
        engine,
        version,
        "db.t4g.micro",
        10,
        0,
        false,
        "created",
        "available",
        "",
        Optional.empty(),
        Optional.empty(),
        "shop",
        "shop",
        "dev-shop-" + engine,
        "shop-dev-" + engine,
        Instant.EPOCH,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(advice).filter(it -> !version.isEmpty()));
  }
}
