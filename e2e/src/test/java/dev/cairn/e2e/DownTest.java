package dev.cairn.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.bench.Command;
import dev.cairn.bench.Installation;
import dev.cairn.bench.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Whatever state {@code cairn down} meets, nothing of the home runs afterwards. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DownTest {
  private static final int STAGES = 11;
  private static final String PROGRAM =
      "server/src/test/resources/dev/cairn/service/application/server.pl";

  private final Installation installation = Installation.empty();
  private Path source = Path.of("");

  @BeforeAll
  void prepare(@TempDir Path directory) throws IOException {
    source = directory;
    Files.copy(Installation.REPOSITORY.resolve(PROGRAM), source.resolve("server.pl"));
    Files.writeString(source.resolve("version.txt"), "v1\n");
    Files.writeString(
        source.resolve("cairn.yaml"),
        "stack: many\nservice: { source: ., run: exec perl server.pl, port: 8000, runtime: process }\nstages:\n"
            + IntStream.range(0, STAGES)
                .mapToObj("  - name: s%d\n"::formatted)
                .collect(Collectors.joining()));
  }

  @AfterAll
  void takeDown() {
    installation.close();
  }

  private Command down() {
    return installation.cairn("down");
  }

  private void bringToLife() {
    installation.cairn("up", source.toString()).expectSuccess();
    var running = installation.processes().stream().map(installation::commandLine);
    assertThat(running.filter(it -> it.contains("server.pl"))).hasSizeGreaterThanOrEqualTo(STAGES);
  }

  @Test
  void withoutItsServerAllIsStoppedAndNothingStartedAgain() throws IOException {
    bringToLife();
    Installation.kill9(installation.serverPid());
    var log = installation.home().resolve("logs/server.log");
    long before = Files.size(log);

    down().expectSuccess();

    assertThat(installation.processes()).isEmpty();
    assertThat(Files.readString(log).substring((int) before)).doesNotContain("Restarting many");
    assertThat(down().expectSuccess().out()).contains("Nothing was running");
  }

  @Test
  void whileItStartsItIsAwaitedAndStopped() throws Exception {
    bringToLife();
    down().expectSuccess();
    try (var all = Executors.newVirtualThreadPerTaskExecutor()) {
      var up = all.submit(() -> installation.cairn("up"));
      Waiting.until(Duration.ofSeconds(60), "a server", () -> serverRuns());
      down().expectSuccess();
      up.get();
    }

    assertThat(installation.processes()).isEmpty();
  }

  @Test
  void twiceAtOnceIsAsOnce() throws Exception {
    bringToLife();
    try (var all = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<Command> one = this::down;
      for (var each : all.invokeAll(List.of(one, one))) {
        each.get().expectSuccess();
      }
    }

    assertThat(installation.processes()).isEmpty();
  }

  /** It does not answer yet. */
  private boolean serverRuns() {
    return installation.processes().stream()
        .map(installation::commandLine)
        .anyMatch(it -> it.contains("dev.cairn.Main"));
  }
}
