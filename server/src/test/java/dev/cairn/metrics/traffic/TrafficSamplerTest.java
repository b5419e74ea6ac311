package dev.cairn.metrics.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.core.StageRef;
import dev.cairn.db.TestDatabase;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TrafficSamplerTest {
  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  private static final Duration STEP = Duration.ofSeconds(15);

  private TrafficBench bench;
  private StageRef stage;

  @BeforeEach
  void freshStack() {
    bench = new TrafficBench(DATABASE.state());
    stage = bench.add("dev");
  }

  @Test
  void ratesComeFromTheCounters() {
    bench.edge.ask(stage, 1000, 5);
    bench.tickAfter(STEP);
    assertThat(bench.history(stage)).as("nobody knows since when they count").isEmpty();

    bench.edge.ask(stage, 297, 50);
    bench.edge.count(stage, 3, 3, Map.of("too-many-requests", 3L), 5000);
    bench.tickAfter(STEP);

    var minute = bench.last(stage);
    assertThat(minute.requestsPerSecond()).isEqualTo(20);
    assertThat(minute.errorsPerSecond()).isEqualTo(0.2);
    assertThat(minute.refusedPerSecond()).isEqualTo(0.2);
    assertThat(minute.refused()).containsExactly(Map.entry("too-many-requests", 3L));
    assertThat(minute.p50().orElseThrow()).isCloseTo(55.5, within(0.1));
    assertThat(minute.p99().orElseThrow()).isCloseTo(100, within(0.1));
    assertThat(bench.traffic.current(stage)).contains(minute);
  }

  @Test
  void quietMinutesAreNoGaps() {
    bench.tickAfter(STEP);
    bench.tickAfter(STEP);
    assertThat(bench.last(stage).requestsPerSecond()).isZero();
    assertThat(bench.last(stage).p50()).isEmpty();
  }

  @Test
  void anEdgeThatWasStartedAgainCountsFromNothing() {
    bench.edge.ask(stage, 9000, 5);
    bench.tickAfter(STEP);
    bench.edge.ask(stage, 150, 5);
    bench.tickAfter(STEP);
    bench.edge.restart();
    bench.edge.ask(stage, 30, 5);
    bench.tickAfter(STEP);

    assertThat(bench.history(stage)).hasSize(1);
    assertThat(bench.last(stage).requests()).isEqualTo(180);
    assertThat(bench.last(stage).requestsPerSecond()).isEqualTo(6);

    bench.edge.restart();
    bench.tickAfter(STEP);
    assertThat(bench.history(stage)).allMatch(minute -> minute.requests() >= 0);
    assertThat(bench.last(stage).requests()).isZero();
  }

  /** It has asked for more since than the edge before it did: no counter fell. */
  @Test
  void anEdgeThatWasStartedAgainIsKnownByItsProcess() {
    bench.edge.ask(stage, 10, 5);
    bench.tickAfter(STEP);
    bench.edge.restart();
    bench.edge.ask(stage, 300, 5);
    bench.tickAfter(STEP);
    assertThat(bench.last(stage).requests()).isEqualTo(300);
  }

  @Test
  void aStageThatTheEdgeDoesNotTellOfForAWhileIsNotCountedTwice() {
    bench.edge.ask(stage, 900, 5);
    bench.tickAfter(STEP);
    bench.edge.forgetCounts();
    bench.tickAfter(STEP);
    bench.edge.ask(stage, 903, 5);
    bench.tickAfter(STEP);
    assertThat(bench.last(stage).requests()).isEqualTo(3);
  }

  @Test
  void anApplicationThatComesBackIsNotCountedTwice() {
    bench.edge.ask(stage, 900, 5);
    bench.tickAfter(STEP);
    bench.remove(stage);
    bench.tickAfter(STEP);
    assertThat(bench.rows(stage)).isZero();

    bench.add("dev");
    bench.edge.ask(stage, 3, 5);
    bench.tickAfter(STEP);
    assertThat(bench.last(stage).requests()).isEqualTo(3);
  }

  @Test
  void minutesWhileTheEdgeIsAwayAreMissing() {
    bench.tickAfter(STEP);
    bench.tickAfter(STEP);
    bench.edge.goAway(true);
    bench.tickAfter(Duration.ofMinutes(3));
    assertThat(bench.sampler.last()).isEmpty();
    assertThat(bench.traffic.current(stage)).isEmpty();

    bench.edge.goAway(false);
    bench.edge.ask(stage, 5000, 5);
    bench.tickAfter(STEP);
    assertThat(bench.history(stage)).as("of when it was, nobody knows").hasSize(1);
    bench.edge.ask(stage, 15, 5);
    bench.tickAfter(STEP);
    assertThat(bench.last(stage).requestsPerSecond()).isEqualTo(1);
  }

  @Test
  void aClockThatGoesBackSpoilsNothing() {
    bench.edge.ask(stage, 30, 5);
    bench.tickAfter(STEP);
    bench.edge.ask(stage, 30, 5);
    bench.tickAfter(Duration.ofHours(-1));
    assertThat(bench.history(stage)).isEmpty();
    bench.edge.ask(stage, 30, 5);
    bench.tickAfter(STEP);
    assertThat(bench.last(stage).requestsPerSecond()).isEqualTo(2);
  }

  @Test
  void whatWasRefusedIsToldByItsReason() {
    bench.tickAfter(STEP);
    for (int i = 0; i < 3; i++) {
      bench.edge.count(stage, 0, 0, Map.of("too-many-requests", 2L, "slow-head", 9L), 0);
      bench.tickAfter(Duration.ofMinutes(1));
    }
    assertThat(StageTraffic.refused(bench.history(stage)))
        .extracting(it -> it.times() + " " + it.reason().words())
        .containsExactly("27 the client took too long to ask", "6 too many at once");
    assertThat(new Refusal("new-of-a-later-edge").words()).isEqualTo("new of a later edge");
  }

  @Test
  void theRingNeverHoldsMoreThanADay() {
    bench.tickAfter(Duration.ofMinutes(1));
    for (int minute = 0; minute < 25 * 60; minute++) {
      bench.edge.ask(stage, 7, 5);
      bench.tickAfter(Duration.ofMinutes(1));
    }
    assertThat(bench.rows(stage)).isEqualTo(1440);
    assertThat(bench.history(stage)).hasSize(1440);
    assertThat(bytes()).isLessThan(512 * 1024);

    bench.remove(stage);
    assertThat(bench.rows(stage)).isZero();
  }

  private static long bytes() {
    return DATABASE
        .state()
        .transaction(
            transaction ->
                transaction
                    .handle()
                    .createQuery("select pg_total_relation_size('traffic')")
                    .mapTo(Long.class)
                    .one());
  }
}
