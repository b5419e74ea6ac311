package dev.cairn.web.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.db.TestDatabase;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What a stage's page and REST say of its requests, over real HTTP. */
class TrafficPagesTest {
  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();
  @TempDir static Path home;

  private ConsoleBench bench;

  @BeforeEach
  void start() {
    bench = new ConsoleBench(DATABASE.state(), home);
    bench.configure();
  }

  @AfterEach
  void stop() {
    bench.close();
  }

  /** The minute so far, of real counters a moment apart. */
  private void count() {
    bench.traffic.tick();
    bench.edge.count(bench.stage, 40, 3, Map.of("too-many-requests", 23L, "slow-head", 1L), 50);
    bench.traffic.tick();
  }

  private String api(String path) {
    return bench.get("/api/v1" + bench.of(path)).body();
  }

  @Test
  void restSaysHowManyRequestsThereAre() {
    assertThat(api("/traffic"))
        .contains("\"stage\":\"" + bench.stage + "\"", "\"minutes\":[]", "\"refusedLastHour\":[]");
    assertThat(api("/service")).doesNotContain("requestsPerSecond");

    count();
    assertThat(api("/traffic"))
        .contains(
            "\"reason\":\"too-many-requests\"",
            "\"text\":\"too many at once\",\"times\":23",
            "\"p50Millis\":55.0")
        .containsPattern("\"requestsPerSecond\":[1-9]");
    assertThat(api("/service")).containsPattern("\"requestsPerSecond\":[1-9]");
    var later = Instant.now().plus(1, ChronoUnit.HOURS).truncatedTo(ChronoUnit.SECONDS);
    assertThat(api("/traffic?since=" + later)).contains("\"minutes\":[]");
  }
}
