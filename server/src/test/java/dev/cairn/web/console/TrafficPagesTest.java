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
    bench.configure();
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

  @Test
  void thePageShowsFiguresAndWhyRequestsWereRefused() {
    bench.configure();
    assertThat(bench.get(bench.of("")).body())
        .contains("No figures of this time yet.", "hx-get=\"" + bench.of("/traffic?range=24h"));

    count();
    var page = bench.get(bench.of("")).body();
    assertThat(page)
        .contains(
            "data-charts=\"/api/v1" + bench.of("/traffic\""),
            "3 requests were answered in the last hour with an error (a status of 500 or more).",
            "23 requests refused in the last hour: too many at once.",
            "1 request refused in the last hour: the client took too long to ask.",
            "p50 55 ms, p99 99 ms",
            "/console/charts.js")
        .doesNotContain("No figures of this time yet.");
    assertThat(bench.get(bench.of("/traffic/now")).body())
        .contains("id=\"traffic-now\"", "<dt>Half took less than</dt><dd>55 ms</dd>")
        .doesNotContain("data-charts");
    assertThat(bench.get(bench.of("/traffic/rows?range=1h")).body())
        .contains("<td data-label=\"p99\">99 ms</td>");
    assertThat(bench.get(bench.of("/traffic?range=6h")).body()).contains("data-seconds=\"21600\"");
  }

  @Test
  void aStageWithoutAnApplicationHasNoTraffic() {
    assertThat(bench.get(bench.of("")).body()).doesNotContain("id=\"traffic\"");
    assertThat(bench.get(bench.of("/traffic")).body()).isEmpty();
  }
}
