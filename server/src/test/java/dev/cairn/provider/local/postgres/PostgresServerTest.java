package dev.cairn.provider.local.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.process.Launch;
import dev.cairn.process.Processes;
import dev.cairn.process.SystemUsers;
import dev.cairn.provider.local.instance.InstanceFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresServerTest {
  @TempDir Path directory;

  private final Processes processes = new Processes();

  /** Else they would write into data that are moved or deleted. */
  @Test
  void stopEndsWhatAKilledPostmasterLeft() throws Exception {
    new SystemUsers(processes).ensure(directory);
    var files = new InstanceFiles(directory);
    Files.createDirectories(files.data());
    var program = Files.copy(Path.of("/bin/sleep"), directory.resolve("postgres"));
    var orphan =
        processes.start(
            new Launch(
                List.of(program.toString(), "60"),
                files.data(),
                Map.of(),
                files.log(),
                SystemUsers.engineUser()));
    new PostgresServer(processes).stop(files);
    assertThat(processes.isAlive(orphan)).isFalse();
  }
}
