package dev.cairn.service;

import dev.cairn.core.StageRef;
import dev.cairn.db.StateDatabase;
import dev.cairn.provider.Router;
import dev.cairn.provider.Router.Route;
import dev.cairn.service.plan.Deploy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Tells the edge where each stage's requests go, as recorded. */
public final class Routes {
  private final StateDatabase state;
  private final Router router;

  public Routes(StateDatabase state, Router router) {
    this.state = state;
    this.router = router;
  }

  /** All of them, as they are recorded now. One at a time: what was read last is applied last. */
  synchronized void apply() {
    router.apply(
        state.store(ServiceStore.class).routes(Deploy.KIND).stream()
            .collect(Collectors.toMap(Route::stage, Function.identity())));
  }

  /** Of a stage that has no application any more. */
  void forgetRequests(StageRef stage) {
    router.forgetRequests(stage);
  }

  void refresh() {
    router.refresh();
  }

  boolean areInForce() {
    return router.isInForce();
  }

  /** Why the stage's address does not serve; empty where it does. */
  Optional<String> trouble(StageRef stage) {
    return state
        .store(ServiceStore.class)
        .find(stage.stack().value(), stage.stage().value())
        .flatMap(service -> router.trouble(service.port()));
  }

  /** Why requests do not reach applications at their addresses; of others nothing. */
  Map<StageRef, String> unserved(List<ServiceRow> services) {
    var ports = services.stream().map(ServiceRow::port).collect(Collectors.toSet());
    var strangers = router.strangersAt(ports);
    var looks = router.looks();
    var unserved = new TreeMap<StageRef, String>();
    for (var service : services) {
      Optional.ofNullable(strangers.get(service.port()))
          .map("was taken by %s"::formatted)
          .or(
              () ->
                  looks
                      .getOrDefault(service.stage(), Optional.empty())
                      .map("does not serve: %s"::formatted))
          .ifPresent(
              why ->
                  unserved.put(
                      service.stage(),
                      "its address %s %s".formatted(Service.address(service.port()), why)));
    }
    return unserved;
  }

  /** Whether requests are known to run at that address still; unknown counts as yes. */
  boolean isBusy(Optional<String> address) {
    return address.map(it -> router.inFlight(it).orElse(1) > 0).orElse(false);
  }
}
