package dev.cairn.metrics.traffic;

import dev.cairn.core.StageRef;
import dev.cairn.db.StateDatabase;
import dev.cairn.provider.Router;
import dev.cairn.provider.Traffic;
import dev.cairn.provider.Traffic.Counts;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Takes the edge's counters at each tick, and keeps what came since the tick before: the last
 * counters in memory, minutes in the ring. What the edge counted while this server was away is in
 * no minute.
 */
public final class TrafficSampler {
  /** Whoever ticks does so four times a minute; of longer ago is nothing that holds now. */
  private static final Duration HOLDS = Duration.ofSeconds(45);

  /** Readings further apart say nothing about the minute that the second falls into. */
  private static final Duration TOO_FAR = Duration.ofMinutes(2);

  private final StateDatabase state;
  private final Router router;
  private final InstantSource clock;
  private final Map<StageRef, TrafficTally> tallies = new HashMap<>();
  private volatile Optional<Seen> last = Optional.empty();

  /** Of a stage, and when. */
  private record Counted(Instant at, Counts counts) {}

  /**
   * The edge's last answer.
   *
   * @param known the last of each stage that this life of the edge told of
   */
  private record Seen(Instant at, Traffic traffic, Map<StageRef, Counted> known) {}

  public TrafficSampler(StateDatabase state, Router router, InstantSource clock) {
    this.state = state;
    this.router = router;
    this.clock = clock;
  }

  /** The last counters of all stages that there are; empty where the edge did not tell lately. */
  public Optional<Traffic> last() {
    var oldest = clock.instant().minus(HOLDS);
    return last.filter(seen -> !seen.at().isBefore(oldest)).map(seen -> ofToday(seen.traffic()));
  }

  private Traffic ofToday(Traffic traffic) {
    var stages = new HashMap<>(traffic.stages());
    stages.keySet().retainAll(new HashSet<>(state.store(TrafficStore.class).listStages()));
    return new Traffic(traffic.life(), traffic.buckets(), stages);
  }

  /** As {@link Router#looks}. */
  public Map<StageRef, Optional<String>> looks() {
    return router.looks();
  }

  /** Looks once. To be called by one thread at a time. */
  public void tick() {
    var found = router.traffic();
    if (found.isEmpty()) {
      return;
    }
    var traffic = found.get();
    var now = clock.instant();
    var stages = state.store(TrafficStore.class).listStages();
    var before = last;
    last = Optional.of(new Seen(now, traffic, known(before, stages, traffic, now)));
    tallies.keySet().retainAll(new HashSet<>(stages));
    var rows = new ArrayList<TrafficStore.Row>();
    for (var stage : stages) {
      before.ifPresent(seen -> note(stage, seen, traffic, now));
      Optional.ofNullable(tallies.get(stage))
          .filter(tally -> tally.covers(now))
          .flatMap(tally -> tally.asMinute(traffic.buckets()))
          .ifPresent(minute -> rows.add(TrafficStore.Row.of(stage, minute)));
    }
    keep(rows);
  }

  /** One that the edge says nothing of this time is not counted anew when it does again. */
  private static Map<StageRef, Counted> known(
      Optional<Seen> before, List<StageRef> stages, Traffic traffic, Instant now) {
    var known = new HashMap<StageRef, Counted>();
    before
        .filter(seen -> seen.traffic().life() == traffic.life())
        .ifPresent(seen -> known.putAll(seen.known()));
    known.keySet().retainAll(new HashSet<>(stages));
    traffic.stages().forEach((stage, counts) -> known.put(stage, new Counted(now, counts)));
    return known;
  }

  private void note(StageRef stage, Seen before, Traffic traffic, Instant now) {
    boolean sameLife = before.traffic().life() == traffic.life();
    var nothing = new Counted(before.at(), Counts.NONE);
    var then = sameLife ? before.known().getOrDefault(stage, nothing) : nothing;
    var between = Duration.between(then.at(), now);
    var tally =
        Optional.ofNullable(tallies.get(stage))
            .filter(it -> it.covers(now))
            .orElseGet(() -> TrafficTally.begin(now));
    var counts = traffic.find(stage).or(() -> notAskedYet(then));
    if (counts.isPresent() && between.isPositive() && between.compareTo(TOO_FAR) <= 0) {
      tally = tally.plus(TrafficTally.between(then.counts(), counts.get()), between);
    }
    tallies.put(stage, tally);
  }

  private static Optional<Counts> notAskedYet(Counted then) {
    return then.counts().equals(Counts.NONE) ? Optional.of(Counts.NONE) : Optional.empty();
  }

  private void keep(List<TrafficStore.Row> rows) {
    if (rows.isEmpty()) {
      return;
    }
    state.transaction(
        transaction -> {
          // Whoever loses the machine's power may lose the last figures: no wait for the disk.
          transaction.handle().execute("set local synchronous_commit = off");
          return transaction.attach(TrafficStore.class).put(rows);
        });
  }
}
