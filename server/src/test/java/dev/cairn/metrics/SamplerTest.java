package dev.cairn.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.core.Bytes;
import dev.cairn.db.TestDatabase;
import dev.cairn.engine.MySql;
import dev.cairn.engine.Postgres;
import dev.cairn.engine.Redis;
import dev.cairn.provider.FakeDatabaseProvider;
import dev.cairn.provider.ReplicaStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class SamplerTest {
  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();
  @TempDir static Path home;

  private static final Duration STEP = Duration.ofSeconds(15);

  private FakeDatabaseProvider provider = new FakeDatabaseProvider();
  private MetricsBench bench = new MetricsBench(DATABASE.state(), provider, home);

  @BeforeEach
  void freshStack() {
    provider = new FakeDatabaseProvider();
    bench = new MetricsBench(DATABASE.state(), provider, home);
  }

  @Test
  void queriesASecondComeFromTheCounters() {
    var database = bench.add(Postgres.INSTANCE);
    provider.count(database.identifier(), 1000);
    bench.tickAfter(STEP);
    assertThat(bench.last(database).queriesPerSecond()).isEmpty();

    provider.count(database.identifier(), 1300);
    bench.tickAfter(STEP);
    assertThat(bench.last(database).queriesPerSecond()).hasValue(20);
    assertThat(bench.last(database).cacheHitRatio()).hasValue(1);
    assertThat(bench.history(database)).hasSize(1);
  }

  @Test
  void anEngineThatBeganToCountAnewIsNoNegativeRate() {
    var database = bench.add(Postgres.INSTANCE);
    provider.count(database.identifier(), 9000);
    bench.tickAfter(STEP);
    provider.count(database.identifier(), 10);
    bench.tickAfter(STEP);
    assertThat(bench.last(database).queriesPerSecond()).isEmpty();

    provider.count(database.identifier(), 40);
    bench.tickAfter(STEP);
    assertThat(bench.last(database).queriesPerSecond()).hasValue(2);
  }

  @Test
  void theMostThatAReplicaWasBehindIsKept() {
    var primary = bench.add(Postgres.INSTANCE);
    var replica = bench.addReplica(primary);
    provider.follow(replica.identifier(), ReplicaStatus.State.CATCHING_UP, new Bytes(30));
    bench.tickAfter(STEP);
    provider.follow(replica.identifier(), ReplicaStatus.State.STREAMING, new Bytes(0));
    bench.tickAfter(STEP);

    assertThat(bench.last(replica).lagSeconds()).hasValue(30);
    assertThat(bench.last(replica).behind()).contains(new Bytes(30));
    assertThat(bench.metrics.last(replica).orElseThrow().replica().orElseThrow().lag())
        .contains(Duration.ZERO);
    assertThat(bench.last(primary).lagSeconds()).as("what takes writes itself").isEmpty();
    assertThat(bench.last(primary).behind()).isEmpty();

    provider.crash(primary.identifier());
    bench.tickAfter(Duration.ofMinutes(1));
    assertThat(bench.last(replica).lagSeconds()).as("while nobody can tell").isEmpty();
  }

  @Test
  void minutesWithoutAnAnswerAreMissing() {
    var database = bench.add(Postgres.INSTANCE);
    bench.tickAfter(STEP);
    provider.crash(database.identifier());
    bench.tickAfter(Duration.ofMinutes(1));
    assertThat(bench.metrics.last(database).orElseThrow().up()).isFalse();

    var _ = provider.ensure(provider.find(database.identifier()).orElseThrow(), said -> {});
    bench.tickAfter(Duration.ofMinutes(1));
    assertThat(bench.history(database)).extracting(Minute::at).hasSize(2).doesNotHaveDuplicates();
    assertThat(bench.last(database).queriesPerSecond()).isEmpty();
  }

  @Test
  void anEngineThatHangsDoesNotHoldTheOthers() {
    var mute = bench.add(Postgres.INSTANCE);
    var others = java.util.List.of(bench.add(MySql.INSTANCE), bench.add(Redis.INSTANCE));
    provider.muteStatistics(mute.identifier());

    var begin = System.nanoTime();
    bench.tickAfter(STEP);
    bench.tickAfter(STEP);
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
    assertThat(others).allSatisfy(it -> assertThat(bench.history(it)).isNotEmpty());
    assertThat(bench.history(mute)).isEmpty();
    assertThat(bench.metrics.last(mute)).isEmpty();
  }

  @Test
  void theRingNeverHoldsMoreThanADay() {
    var database = bench.add(Postgres.INSTANCE);
    bench.tickAfter(Duration.ofMinutes(1));
    long first = 0;
    for (int day = 0; day < 3; day++) {
      for (int minute = 0; minute < 24 * 60; minute++) {
        bench.tickAfter(Duration.ofMinutes(1));
      }
      if (day == 0) {
        first = bytes();
      }
    }
    var rows = DATABASE.state().store(MetricStore.class).countRows();
    assertThat(rows).containsExactly(java.util.Map.entry(database.identifier(), 1440L));
    assertThat(bench.history(database)).hasSize(1440);
    System.out.println("ring: " + first + " bytes after a day, " + bytes() + " after three");
    assertThat(bytes()).isLessThan(512 * 1024).isLessThan(first * 3 / 2);

    bench.forget(database);
    assertThat(DATABASE.state().store(MetricStore.class).countRows()).isEmpty();
  }

  private static long bytes() {
    return DATABASE
        .state()
        .transaction(
            transaction ->
                transaction
                    .handle()
                    .createQuery("select pg_total_relation_size('metric')")
                    .mapTo(Long.class)
                    .one());
  }

  @Test
  void olderThanADayIsNotShown() {
    var database = bench.add(Postgres.INSTANCE);
    bench.tickAfter(STEP);
    bench.tickAfter(Duration.ofHours(25));
    assertThat(bench.history(database)).hasSize(1);
    assertThat(bench.metrics.history(database, bench.now.plus(STEP))).isEmpty();
  }

  @Test
  void storageThatFillsIsForetold() {
    var database = bench.add(Postgres.INSTANCE);
    for (int hour = 0; hour < 5 * 4; hour++) {
      provider.fill(database.identifier(), Bytes.ofMib(100L + hour * 256L));
      bench.tickAfter(Duration.ofMinutes(15));
    }
    // A quarter of a GiB each quarter of an hour: 24 GiB a day, 15.2 of 20 GiB left.
    assertThat(bench.metrics.forecast(database).text())
        .isEqualTo("Grows by 24 GiB a day: full in about 15 hours.");
    assertThat(bench.metrics.forecast(database).isUrgent()).isTrue();
  }

  @Test
  void nothingIsKeptOfADatabaseThatGoesWhileItIsAsked() {
    var database = bench.add(Postgres.INSTANCE);
    bench.forget(database);
    var row = MetricStore.Row.of(database.identifier(), minute());
    assertThat(DATABASE.state().store(MetricStore.class).put(java.util.List.of(row)))
        .containsExactly(0);
  }

  private static Minute minute() {
    return new Minute(
        Instant.parse("2026-03-14T10:00:00Z"),
        1,
        100,
        java.util.OptionalDouble.empty(),
        java.util.OptionalDouble.empty(),
        Bytes.ofMib(1),
        Bytes.ofGib(1),
        java.util.Optional.empty(),
        java.util.OptionalDouble.empty(),
        java.util.Optional.empty());
  }
}
