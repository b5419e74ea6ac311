package dev.cairn.web.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.core.Role;
import dev.cairn.database.DatabaseRef;
import dev.cairn.database.DatabaseSpec;
import dev.cairn.db.TestDatabase;
import dev.cairn.engine.Postgres;
import dev.cairn.engine.Redis;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What a database's page says of drills, and what its form does, over real HTTP. */
class DrillPagesTest {
  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();
  @TempDir static Path home;

  private ConsoleBench bench;
  private DatabaseRef ref;

  @BeforeEach
  void start() {
    bench = new ConsoleBench(DATABASE.state(), home);
    ref = new DatabaseRef(bench.stage, Postgres.INSTANCE);
    bench.databases.add(ConsoleBench.ANNA, DatabaseSpec.of(ref), Optional.empty());
    execute("update operation set status = 'SUCCEEDED', finished_at = now() where target = ?", ref);
    execute(
        "update database set status = 'AVAILABLE', host = '127.0.0.1', container_host ="
            + " '127.0.0.1', port = 20001 where stack = ?",
        bench.stage.stack());
  }

  @AfterEach
  void stop() {
    bench.close();
  }

  private static void execute(String sql, Object value) {
    DATABASE
        .state()
        .transaction(transaction -> transaction.handle().execute(sql, value.toString()));
  }

  private String page() {
    return bench.get(bench.of("/databases/postgres")).body();
  }

  @Test
  void drillIsBegunByAButtonAndItsResultIsListed() {
    assertThat(page()).contains("Drill a promotion").contains("None yet. A drill shows");
    var begun = bench.post(bench.of("/databases/postgres/drills"), Map.of());
    assertThat(begun.statusCode()).isEqualTo(303);
    var drill = bench.operations.findOpen(ref.toString()).orElseThrow();
    assertThat(begun.headers().firstValue("Location")).contains("/operations/" + drill.id());
    assertThat(page()).contains("/operations/" + drill.id()).contains("Running");
    execute(
        "update drill set finished_at = now(), promote_ms = 420, healthy = true where stack = ?",
        bench.stage.stack());
    assertThat(page()).contains("0.42 s").contains("healthy").doesNotContain("drill-chart");
  }

  @Test
  void refusedDrillIsToldAtItsButton() {
    bench.drills.promote(ConsoleBench.ANNA, ref, Optional.empty());
    var refused = bench.post(bench.of("/databases/postgres/drills"), Map.of());
    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(refused.body()).contains("is not finished yet").contains("id=\"drill\"");
  }

  @Test
  void viewerSeesResultsAndNoButton() {
    bench.drills.promote(ConsoleBench.ANNA, ref, Optional.empty());
    var cookie = "cairn_session=" + bench.site.session(Role.VIEWER).reveal();
    var page =
        bench
            .site
            .send(bench.site.request(bench.of("/databases/postgres")).header("Cookie", cookie))
            .body();
    assertThat(page).contains("Drills of a promotion").doesNotContain("id=\"drill\"");
  }

  @Test
  void ofARedisNothingIsSaidOfDrills() {
    var redis = new DatabaseRef(bench.stage, Redis.INSTANCE);
    bench.databases.add(ConsoleBench.ANNA, DatabaseSpec.of(redis), Optional.empty());
    assertThat(bench.get(bench.of("/databases/redis")).body()).doesNotContain("id=\"drills\"");
  }
}
