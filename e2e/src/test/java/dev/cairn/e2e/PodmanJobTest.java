package dev.cairn.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.cairn.bench.Command;
import dev.cairn.bench.Installation;
import dev.cairn.bench.Waiting;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main job with Podman as the container engine: the one that {@code ./check} starts. */
class PodmanJobTest {
  private static final String STAGE = "small/dev";
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String PODMAN = System.getenv().getOrDefault("CAIRN_TEST_PODMAN", "");
  private static final Map<String, String> ENGINE = Map.of("DOCKER_HOST", PODMAN);

  @TempDir Path directory;

  @Test
  void anApplicationInPodmanReachesItsDatabaseAndIsBroughtBack() throws IOException {
    assumeFalse(PODMAN.isEmpty(), "CAIRN_TEST_PODMAN names no Podman: ./check starts one, as root");
    SmallApplication.in(directory, "container");
    try (var cairn = Installation.empty()) {
      cairn.cairn(ENGINE, "", "up", directory.toString()).expectSuccess();
      var address = cairn.api().service(STAGE).address();
      assertThat(SmallApplication.ask(address, "/")).isEqualTo("reached");
      assertThat(docker("ps", "-q", "--filter", "label=cairn.stack=small")).isNotBlank();

      // It ends by itself: the engine brings it back.
      SmallApplication.ask(address, "/exit");
      Waiting.until(SOON, "it again", () -> SmallApplication.ask(address, "/").equals("reached"));

      // The next release takes its place, and the database still answers after a restart.
      cairn.cairn("env", "set", STAGE, "GREETING=hello").expectSuccess();
      cairn.cairn("down").expectSuccess();
      cairn.cairn(ENGINE, "", "up").expectSuccess();
      Waiting.until(
          SOON,
          "the application after down and up",
          () -> SmallApplication.ask(address, "/").equals("reached"));
      assertThat(cairn.cairn("logs", STAGE).expectSuccess().out()).contains("asked: GET /");

      cairn.cairn(ENGINE, "purge\n", "down", "--purge").expectSuccess();
      assertThat(docker("ps", "-aq", "--filter", "label=cairn.stack=small")).isBlank();
      assertThat(docker("network", "ls", "-q", "--filter", "label=cairn.stack=small")).isBlank();
      assertThat(docker("images", "-q", "cairn*/small-dev")).isBlank();
    }
  }

  private static String docker(String... arguments) {
    var argv = new java.util.ArrayList<>(List.of("docker"));
    argv.addAll(List.of(arguments));
    return Command.run(Installation.REPOSITORY, ENGINE, "", argv).expectSuccess().out().strip();
  }
}
