package dev.cairn.provider.local.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cairn.process.Launch;
import dev.cairn.process.Processes;
import dev.cairn.process.SystemUsers;
import dev.cairn.provider.local.files.Disk;
import dev.cairn.provider.local.files.HomeDirectories;
import dev.cairn.provider.local.files.Trees;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs that prepare data, of which a killed Cairn leaves some running. */
class PreparedDataTest {
  @TempDir static Path directory;

  private final Processes processes = new Processes();

  @BeforeAll
  static void makePassable() {
    HomeDirectories.ensure(directory);
    new SystemUsers(new Processes()).ensure(directory);
  }

  @AfterAll
  static void clear() {
    Trees.delete(directory.resolve("engines"));
  }

  @Test
  void whatAKilledCairnLeftAtWorkIsEndedFirst() throws Exception {
    var versions = Files.createDirectories(directory.resolve("engines/other"));
    var partial = versions.resolve("1/template.partial");
    var left =
        processes.start(
            new Launch(
                    List.of("sleep", "60"),
                    directory,
                    Map.of(),
                    directory.resolve("output"),
                    Optional.empty())
                .marked(partial.toString()));
    var prepared = new PreparedData(versions, processes, new Disk(processes));
    var template =
        prepared.ensure(
            "1",
            fresh -> {
              assertThat(fresh).isEqualTo(partial);
              assertThat(processes.isAlive(left)).isFalse();
              return Files.createDirectory(fresh);
            });
    assertThat(template).isDirectory();
  }

  /** The state begins with it: who got out of another database would be in there. */
  @Test
  void whatTheUserOfTheEnginesMayChangeIsMadeAnew() throws Exception {
    assumeTrue(Processes.isRoot(), "users are made as root");
    var versions = Files.createDirectories(directory.resolve("engines/poisoned"));
    var template = Files.createDirectories(versions.resolve("1/template"));
    Files.writeString(template.resolve("pg_hba.conf"), "poison");
    Trees.give(template, Optional.of(SystemUsers.ENGINES));
    var prepared = new PreparedData(versions, processes, new Disk(processes));
    for (int times = 0; times < 2; times++) {
      prepared.ensure(
          "1",
          fresh -> {
            Files.createDirectory(fresh);
            Trees.give(fresh, PreparedData.user());
            return fresh;
          });
    }
    assertThat(template).isEmptyDirectory();
    assertThat(Files.getOwner(template)).hasToString(SystemUsers.STATE);
  }
}
