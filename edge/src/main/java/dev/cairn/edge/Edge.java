package dev.cairn.edge;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The routes in force. New routes change what is different and touch nothing else: an open port
 * stays open, a request in flight stays where it is.
 */
final class Edge {
  private static final Logger log = LoggerFactory.getLogger(Edge.class);
  private static final String LOOPBACK = "127.0.0.1";

  /** How long requests in flight have where their route is taken away. */
  private static final Duration FINISH = Duration.ofSeconds(30);

  /** How long they have where the edge ends; the next one cannot start before. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  /** How often what drips is looked for. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  private record Address(String host, int port) {}

  private final Vertx vertx;
  private final Context loop;
  private final Traffic traffic = new Traffic();
  private final Crowd crowd;
  private final Crowd atStatus;
  private final Upstreams upstreams;
  private final Map<Address, Gate> gates = new HashMap<>();
  private final Map<Address, Route> routes = new HashMap<>();
  private Optional<Address> status = Optional.empty();
  private Hosts hosts;
  private volatile int checkPort;
  private final CheckSecret checkSecret = new CheckSecret();
  private final Forwarding.Check check =
      new Forwarding.Check(checkSecret, () -> status.map(Address::port).orElse(0));
  private long revision;

  Edge(Vertx vertx) {
    this(vertx, Limits.ARRIVAL);
  }

  Edge(Vertx vertx, Duration arrival) {
    this.vertx = vertx;
    this.crowd = new Crowd(arrival, Limits.WAITING_CONNECTIONS);
    this.atStatus = new Crowd(arrival, Limits.STATUS_CONNECTIONS);
    this.loop = vertx.getOrCreateContext();
    this.upstreams = new Upstreams(vertx, traffic, crowd);
    this.hosts = new Hosts(List.of());
    vertx.setPeriodic(LOOK.toMillis(), looking -> loop.runOnContext(v -> look()));
  }

  private void look() {
    crowd.look();
    atStatus.look();
    checkPort =
        status.filter(gates::containsKey).map(gates::get).flatMap(Gate::problem).isPresent()
            ? 0
            : openPort();
  }

  private int openPort() {
    return gates.entrySet().stream()
        .filter(each -> each.getValue().problem().isEmpty())
        .map(Map.Entry::getKey)
        .filter(address -> !status.equals(Optional.of(address)))
        .mapToInt(Address::port)
        .min()
        .orElse(status.map(Address::port).orElse(0));
  }

  /** Applies a routes file from any thread; one that cannot be followed changes nothing. */
  void follow(String text) {
    try {
      var wanted = Routes.parse(text);
      loop.runOnContext(v -> apply(wanted));
    } catch (BadRoutes e) {
      log.error("Routes file not followed, the routes stay as they are: {}", e.getMessage());
    }
  }

  private void apply(Routes wanted) {
    var statusAddress = new Address(LOOPBACK, wanted.statusPort());
    var next = new HashMap<Address, Route>();
    wanted.routes().forEach(route -> next.put(new Address(wanted.bind(), route.port()), route));
    var addresses = new HashSet<>(next.keySet());
    addresses.add(statusAddress);

    for (var gone : Set.copyOf(gates.keySet())) {
      boolean changedRole = status.equals(Optional.of(gone)) != gone.equals(statusAddress);
      if (!addresses.contains(gone) || changedRole) {
        Optional.ofNullable(gates.remove(gone)).ifPresent(gate -> gate.close(FINISH));
      }
    }
    next.forEach(this::logChange);
    routes.putAll(next); // a gate that finishes its last requests keeps its last route
    status = Optional.of(statusAddress);
    hosts = new Hosts(wanted.names());
    gates.computeIfAbsent(
        statusAddress,
        a ->
            open(
                new Gate(
                    vertx,
                    "status",
                    a.host(),
                    a.port(),
                    this::status,
                    Optional.empty(),
                    atStatus)));
    next.forEach(
        (address, route) ->
            gates.computeIfAbsent(
                address,
                a -> {
                  var forwarding =
                      new Forwarding(
                          () -> routes.getOrDefault(a, route), () -> hosts, check, upstreams);
                  return open(
                      new Gate(
                          vertx,
                          route.stage(),
                          a.host(),
                          a.port(),
                          forwarding,
                          Optional.of(traffic),
                          crowd));
                }));
    traffic.keepOnly(
        next.values().stream().flatMap(r -> r.upstream().stream()).collect(Collectors.toSet()));
    revision = wanted.revision();
    log.info("Routes of revision {} in force: {} of them", revision, next.size());
  }

  private static Gate open(Gate gate) {
    gate.open();
    return gate;
  }

  private void logChange(Address address, Route route) {
    var before = Optional.ofNullable(routes.get(address)).flatMap(Route::upstream);
    if (!before.equals(route.upstream())) {
      log.info(
          "{}: upstream {} -> {}",
          route.stage(),
          before.map(Upstream::toString).orElse("none"),
          route.upstream().map(Upstream::toString).orElse("none"));
    }
  }

  /**
   * Where it can be asked whether it serves, through the way that requests take; 0 before, and
   * where somebody else has the port of the status page, on which that way ends.
   */
  int checkPort() {
    return checkPort;
  }

  /** What it has to be asked with there. */
  CheckSecret checkSecret() {
    return checkSecret;
  }

  private void status(HttpServerRequest request) {
    if (Hosts.CHECK_PATH.equals(request.path())) {
      request.response().setStatusCode(204).end();
      return;
    }
    if (!request.path().equals("/status")) {
      request.response().setStatusCode(404).end();
      return;
    }
    var troubles = new JsonArray();
    gates.forEach(
        (address, gate) ->
            gate.problem()
                .ifPresent(
                    problem ->
                        troubles.add(
                            new JsonObject().put("port", address.port()).put("problem", problem))));
    request
        .response()
        .putHeader("content-type", "application/json")
        .end(
            new JsonObject()
                .put("revision", revision)
                .put("pid", ProcessHandle.current().pid())
                .put("inFlight", new JsonObject(traffic.requestsByUpstream()))
                .put("upgraded", new JsonObject(traffic.upgradedByUpstream()))
                .put("troubles", troubles)
                .encode());
  }

  /** Takes no new connection; returns when those in flight are done, at the latest after grace. */
  void close() {
    var closed = new CompletableFuture<Void>();
    loop.runOnContext(
        v ->
            Future.join(gates.values().stream().map(gate -> gate.close(GRACE)).toList())
                .onComplete(done -> closed.complete(null)));
    try {
      closed.get(GRACE.toSeconds() + 1, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      log.warn("Requests in flight were cut off", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    log.info("Edge ended");
  }
}
