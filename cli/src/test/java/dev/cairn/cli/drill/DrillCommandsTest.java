package dev.cairn.cli.drill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.cli.TestServer;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DrillCommandsTest {
  private static final String DRILLS = "/stacks/notes/stages/eu/databases/postgres/drills";
  private static final String RESULTS =
      """
      {"items": [
        {"operation": "7", "database": "notes/eu/postgres", "kind": "promote",
         "startedAt": "2026-01-02T00:00:00Z", "finishedAt": "2026-01-02T00:01:00Z",
         "promoteSeconds": 0.42, "totalSeconds": 12.3, "lagSeconds": 0.0, "missingBytes": 0,
         "healthy": true, "reason": ""},
        {"operation": "6", "database": "notes/eu/postgres", "kind": "promote",
         "startedAt": "2026-01-01T00:00:00Z", "finishedAt": "2026-01-01T00:01:00Z",
         "promoteSeconds": 0.51, "totalSeconds": 30.0, "missingBytes": 96, "healthy": false,
         "reason": "It did not become healthy.\\nIts last lines: oh"}]}
      """;

  @TempDir private Path home;
  private TestServer server;

  @BeforeEach
  void start() throws IOException {
    server = new TestServer(home).operation("7", "succeeded").answer("GET " + DRILLS, RESULTS);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void promotionIsDrilledAndToldInASentence() throws Exception {
    server.answer("POST " + DRILLS, "{\"operation\":{\"id\":\"7\",\"url\":\"/x\"}}");
    var outcome = server.run("drill", "promote", "notes/eu/postgres");
    assertThat(server.bodies().getFirst()).isEqualTo("{\"kind\":\"promote\"}");
    assertThat(outcome.out())
        .contains(
            "First write accepted after 0.42 s, nothing would have been lost, the application is"
                + " healthy");
  }

  @Test
  void resultsAreATable() throws Exception {
    assertThat(server.run("drill", "list", "notes/eu/postgres").out())
        .containsPattern("well +0.42 s +nothing +healthy +12 s")
        .containsPattern("failed +0.51 s +96 bytes +not healthy +30 s .*It did not become healthy")
        .doesNotContain("oh");
  }
}
