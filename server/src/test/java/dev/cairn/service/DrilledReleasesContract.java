package dev.cairn.service;

import static dev.cairn.service.ServiceBench.ANNA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.core.ReadyWait;
import dev.cairn.database.Database;
import dev.cairn.database.DatabaseRef;
import dev.cairn.database.DatabaseSpec;
import dev.cairn.db.TestDatabase;
import dev.cairn.engine.Postgres;
import dev.cairn.operation.Operation;
import dev.cairn.provider.ApplicationProvider;
import dev.cairn.provider.Endpoint;
import dev.cairn.provider.ObservedRelease.State;
import dev.cairn.provider.Progress;
import dev.cairn.replication.drill.DrilledApplication.Look;
import dev.cairn.service.ServiceSpec.RuntimeKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A real application, a second time beside itself. */
@Timeout(180)
abstract class DrilledReleasesContract {
  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();
  private static final Duration SOON = Duration.ofSeconds(30);

  /** One for all: secrets of one state are sealed with one key. */
  @TempDir static Path home;

  private ServiceBench bench;
  private DatabaseRef ref;

  abstract RuntimeKind runtime();

  abstract ApplicationProvider provider(ServiceBench of);

  @BeforeEach
  void deploy() throws Exception {
    bench = new ServiceBench(DATABASE.state(), home);
    ref = new DatabaseRef(bench.stage, Postgres.INSTANCE);
    bench.sources("v1");
    bench.services.configure(ANNA, bench.stage, bench.spec(runtime()));
    bench.await(bench.databases.add(ANNA, DatabaseSpec.of(ref), Optional.empty()).id());
    assertThat(bench.deploy("v1").status()).isEqualTo(Operation.Status.SUCCEEDED);
  }

  @AfterEach
  void remove() throws Exception {
    bench.close();
  }

  private Database database() {
    return bench.databases.get(ref);
  }

  private String id() {
    return bench.stage.joined() + ".postgres-drill-r1";
  }

  private String port() {
    return Integer.toString(database().endpoint().orElseThrow().port());
  }

  private Look look() {
    return bench.drilled.look(database(), runtime().name().toLowerCase(Locale.ROOT), Instant.now());
  }

  private void start(int port) {
    var drill = new Endpoint("127.0.0.1", "127.0.0.1", port, Optional.empty());
    assertThat(bench.drilled.start(database(), List.of(database()), drill, line -> {}))
        .isEqualTo(Progress.ready());
  }

  @Test
  void secondOneHasTheDrillsDatabaseAndGetsNoRequestOfOthers() throws Exception {
    bench.await(
        bench
            .variables
            .change(ANNA, bench.stage, Map.of("TYPED", "port=" + port()), Set.of())
            .orElseThrow()
            .id());
    var upstream = bench.router.upstream(bench.stage).orElseThrow();
    start(29_999);
    start(29_999);
    ReadyWait.upTo(SOON).until("its health", () -> look() instanceof Look.Healthy);
    var second = provider(bench).observe(id()).address().orElseThrow();
    assertThat(ServiceBench.askAt(second, "/env/PG_PORT")).isEqualTo("29999");
    assertThat(ServiceBench.askAt(second, "/env/TYPED")).isEqualTo("port=29999");
    assertThat(ServiceBench.askAt(second, "/env/PG_URL")).contains(":29999/");
    assertThat(second).isNotEqualTo(upstream);

    bench.watch.tick();
    assertThat(bench.router.upstream(bench.stage)).contains(upstream);
    assertThat(bench.ask("/env/PG_PORT")).isEqualTo(port());
    assertThat(bench.services.listReleases(bench.stage)).hasSize(2);
    assertThat(look()).isInstanceOf(Look.Healthy.class);

    var runsAs = bench.drilled.runsAs(database()).orElseThrow();
    for (int i = 0; i < 2; i++) {
      assertThat(bench.drilled.remove(database(), runsAs)).isEqualTo(Progress.ready());
    }
    assertThat(provider(bench).observe(id()).state()).isEqualTo(State.MISSING);
    assertThat(home.resolve("applications").resolve(id())).doesNotExist();
    assertThat(bench.ask("/")).isEqualTo("v1");
  }

  @Test
  void drillOfADatabaseChecksItsApplicationAndLeavesNothing() throws Exception {
    var upstream = bench.router.upstream(bench.stage);
    var ended = bench.await(bench.drills.promote(ANNA, ref, Optional.empty()).id());
    assertThat(ended.status()).as(ended.toString()).isEqualTo(Operation.Status.SUCCEEDED);
    assertThat(bench.drills.list(ref).getFirst().healthy()).contains(true);
    assertThat(bench.router.upstream(bench.stage)).isEqualTo(upstream);
    assertThat(bench.provider.instances()).hasSize(1);
    assertThat(home.resolve("applications").resolve(id())).doesNotExist();
    assertThat(Files.readString(bench.services.buildLog(bench.stage, 1)))
        .containsOnlyOnce("migrating");
  }

  @Test
  void oneThatEndsFailsTheDrillWithItsLastWords() throws Exception {
    bench.breakBuild();
    if (runtime() == RuntimeKind.CONTAINER) {
      return; // its code is in an image
    }
    var ended = bench.await(bench.drills.promote(ANNA, ref, Optional.empty()).id());
    assertThat(ended.status()).isEqualTo(Operation.Status.FAILED);
    var result = bench.drills.list(ref).getFirst();
    assertThat(result.healthy()).contains(false);
    assertThat(result.reason()).contains("did not become healthy").contains("starting crash");
    assertThat(home.resolve("applications").resolve(id())).doesNotExist();
    assertThat(bench.ask("/")).isEqualTo("v1");
  }
}
