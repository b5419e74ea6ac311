package dev.cairn.service;

import dev.cairn.core.StageRef;
import dev.cairn.provider.Router;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Stands in for an edge that takes up every route at once. */
final class RecordingRouter implements Router {
  private volatile Map<StageRef, Route> routes = Map.of();

  @Override
  public void apply(Map<StageRef, Route> wanted) {
    routes = Map.copyOf(wanted);
  }

  @Override
  public boolean isInForce() {
    return true;
  }

  @Override
  public OptionalInt inFlight(String upstream) {
    return OptionalInt.of(0);
  }

  Optional<String> upstream(StageRef stage) {
    return Optional.ofNullable(routes.get(stage)).flatMap(Route::upstream);
  }

  @Override
  public Optional<String> trouble(int port) {
    return Optional.empty();
  }
}
