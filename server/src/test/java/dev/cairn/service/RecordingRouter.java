package dev.cairn.service;

import dev.cairn.core.LogSource;
import dev.cairn.core.StageRef;
import dev.cairn.provider.Router;
import dev.cairn.provider.Traffic;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** Stands in for an edge that takes up every route at once. */
public final class RecordingRouter implements Router {
  /** Requests that run, and how often that was asked. */
  final AtomicInteger running = new AtomicInteger();

  final AtomicInteger looks = new AtomicInteger();

  /** Who has which stage's port. */
  final Map<Integer, String> strangers = new ConcurrentHashMap<>();

  /** Why which stage's address does not serve. */
  final Map<StageRef, Optional<String>> looked = new ConcurrentHashMap<>();

  /** What all stages share. */
  volatile Shared shared = Shared.NONE;

  private volatile Map<StageRef, Route> routes = Map.of();

  @Override
  public void apply(Map<StageRef, Route> wanted) {
    routes = Map.copyOf(wanted);
  }

  @Override
  public void refresh() {
    // Nothing of it changes.
  }

  @Override
  public LogSource accessLog(StageRef stage) {
    return LogSource.of(Path.of("/nowhere"));
  }

  @Override
  public void forgetRequests(StageRef stage) {
    // None were written down.
  }

  @Override
  public Shared shared() {
    return shared;
  }

  @Override
  public boolean isInForce() {
    return true;
  }

  @Override
  public OptionalInt inFlight(String upstream) {
    looks.incrementAndGet();
    return OptionalInt.of(running.get());
  }

  @Override
  public Optional<Traffic> traffic() {
    return Optional.empty();
  }

  Optional<Route> route(StageRef stage) {
    return Optional.ofNullable(routes.get(stage));
  }

  Optional<String> upstream(StageRef stage) {
    return route(stage).flatMap(Route::upstream);
  }

  @Override
  public Map<Integer, String> strangersAt(Set<Integer> ports) {
    return strangers.entrySet().stream()
        .filter(there -> ports.contains(there.getKey()))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  @Override
  public Map<StageRef, Optional<String>> looks() {
    return looked;
  }

  @Override
  public Optional<String> trouble(int port) {
    return Optional.empty();
  }
}
