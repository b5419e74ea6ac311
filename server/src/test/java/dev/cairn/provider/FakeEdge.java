package dev.cairn.provider;

import dev.cairn.core.LogSource;
import dev.cairn.core.StageRef;
import dev.cairn.provider.Traffic.Counts;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** An edge that forwards nothing and counts what it is told to. */
public final class FakeEdge implements Router {
  private static final List<Integer> BUCKETS = List.of(10, 100, 1000);

  /** Why which stage's address does not serve. */
  public final Map<StageRef, Optional<String>> looked = new HashMap<>();

  private final Map<StageRef, Counts> counted = new HashMap<>();
  private long life = 4711;
  private boolean away;

  /** It counts that many requests more, of these milliseconds. */
  public void ask(StageRef stage, int requests, int millis) {
    count(stage, requests, 0, Map.of(), millis);
  }

  /** And that many of them answered with an error, or refused. */
  public void count(
      StageRef stage, int requests, int errors, Map<String, Long> refused, int millis) {
    counted.merge(stage, counts(requests, errors, refused, millis), FakeEdge::sum);
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
  public void restart() {
    life++;
    forgetCounts();
  }

  /** It says nothing of any stage any more. */
  public void forgetCounts() {
    counted.clear();
  }

  public void goAway(boolean gone) {
    away = gone;
  }

  @Override
  public Optional<Traffic> traffic() {
    return away ? Optional.empty() : Optional.of(new Traffic(life, BUCKETS, counted));
  }

  @Override
  public Map<StageRef, Optional<String>> looks() {
    return looked;
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

  @Override
  public Shared shared() {
    return Shared.NONE;
  }

  @Override
  public LogSource accessLog(StageRef stage) {
    throw new UnsupportedOperationException("no log");
  }

  @Override
  public void forgetRequests(StageRef stage) {
    // It writes none down.
  }
}
