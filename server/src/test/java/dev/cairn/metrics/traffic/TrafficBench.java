package dev.cairn.metrics.traffic;

import dev.cairn.core.Name;
import dev.cairn.core.StageRef;
import dev.cairn.db.StateDatabase;
import dev.cairn.provider.Router;
import dev.cairn.provider.Traffic;
import dev.cairn.provider.Traffic.Counts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** Applications of one stack, an edge whose counters are set, and a clock that is set. */
public final class TrafficBench implements Router {
  public static final List<Integer> BUCKETS = List.of(10, 100, 1000);

  private static final AtomicInteger STACKS = new AtomicInteger();

  private final StateDatabase state;
  private final Name stack = new Name("web-" + STACKS.incrementAndGet());
  private final Map<StageRef, Counts> counted = new HashMap<>();
  final Map<StageRef, Optional<String>> looked = new HashMap<>();
  private final List<StageRef> services = new ArrayList<>();
  private long life = 4711;
  private boolean away;

  public final TrafficSampler sampler;
  final StageTraffic traffic;
  public Instant now = Instant.parse("2026-03-14T10:00:00Z");

  public TrafficBench(StateDatabase state) {
    this.state = state;
    sampler = new TrafficSampler(state, this, () -> now);
    traffic = new StageTraffic(state, () -> now);
    execute("delete from service");
    execute("insert into stack (name) values (?)", stack.value());
  }

  /** An application with its address. */
  public StageRef add(String stage) {
    var ref = new StageRef(stack, new Name(stage));
    execute(
        "insert into stage (stack, name, position, target, region)"
            + " select ?, ?, ?, 'local', 'local'"
            + " where not exists (select from stage where stack = ? and name = ?)",
        stack.value(),
        stage,
        services.size(),
        stack.value(),
        stage);
    execute(
        "insert into service (stack, stage, spec, port) values (?, ?, '{}', ?)",
        stack.value(),
        stage,
        7800 + services.size());
    services.add(ref);
    return ref;
  }

  void remove(StageRef stage) {
    execute(
        "delete from service where stack = ? and stage = ?",
        stage.stack().value(),
        stage.stage().value());
  }

  private void execute(String sql, Object... values) {
    state.transaction(transaction -> transaction.handle().execute(sql, values));
  }

  /** The edge counts that many requests more, of these milliseconds. */
  public void ask(StageRef stage, int requests, int millis) {
    count(stage, requests, 0, Map.of(), millis);
  }

  /** And that many of them answered with an error, or refused. */
  public void count(
      StageRef stage, int requests, int errors, Map<String, Long> refused, int millis) {
    counted.merge(stage, counts(requests, errors, refused, millis), TrafficBench::sum);
  }

  private static Counts counts(int requests, int errors, Map<String, Long> refused, int millis) {
    var latency = new ArrayList<>(Collections.nCopies(BUCKETS.size() + 1, 0L));
    int bucket = (int) BUCKETS.stream().filter(end -> millis >= end).count();
    latency.set(bucket, (long) requests);
    return new Counts(requests, errors, refused, latency);
  }

  private static Counts sum(Counts one, Counts other) {
    var refused = new HashMap<>(one.refused());
    other.refused().forEach((reason, times) -> refused.merge(reason, times, Long::sum));
    var latency = new ArrayList<Long>();
    for (int i = 0; i < one.latency().size(); i++) {
      latency.add(one.latency().get(i) + other.latency().get(i));
    }
    return new Counts(
        one.requests() + other.requests(), one.errors() + other.errors(), refused, latency);
  }

  /** Another process counts from nothing. */
  void restartEdge() {
    life++;
    forgetCounts();
  }

  /** The edge says nothing of any stage any more. */
  void forgetCounts() {
    counted.clear();
  }

  void endEdge(boolean gone) {
    away = gone;
  }

  /** Looks, that much later. */
  public void tickAfter(Duration later) {
    now = now.plus(later);
    sampler.tick();
  }

  List<TrafficMinute> history(StageRef stage) {
    return traffic.history(stage, Instant.EPOCH);
  }

  TrafficMinute last(StageRef stage) {
    return history(stage).getLast();
  }

  long rows(StageRef stage) {
    return state.store(TrafficStore.class).countRows(stage.stack().value(), stage.stage().value());
  }

  @Override
  public Optional<Traffic> traffic() {
    return away ? Optional.empty() : Optional.of(new Traffic(life, BUCKETS, counted));
  }

  @Override
  public void apply(Map<StageRef, Route> routes) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void refresh() {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean isInForce() {
    return !away;
  }

  @Override
  public Map<StageRef, Optional<String>> looks() {
    return looked;
  }

  @Override
  public Optional<String> trouble(int port) {
    return Optional.empty();
  }

  @Override
  public Map<Integer, String> strangersAt(Set<Integer> ports) {
    return Map.of();
  }

  @Override
  public OptionalInt inFlight(String upstream) {
    return OptionalInt.empty();
  }
}
