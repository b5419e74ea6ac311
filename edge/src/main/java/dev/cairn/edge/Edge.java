package dev.cairn.edge;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
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
final class Edge implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Edge.class);
  private static final String LOOPBACK = "127.0.0.1";

  /** How long requests in flight have where their route is taken away. */
  private static final Duration FINISH = Duration.ofSeconds(30);

  /** How long they have where the edge ends; the next one cannot start before. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  private record Address(String host, int port) {}

  private final Duration arrival;
  private final Workers workers = new Workers();
  private final Shares shares = new Shares();
  private final Map<Address, Gate> gates = new ConcurrentHashMap<>();
  private final Map<Address, Route> routes = new ConcurrentHashMap<>();
  private volatile Optional<Address> status = Optional.empty();
  private volatile Hosts hosts = new Hosts(List.of());
  private volatile long revision;
  private final CheckSecret checkSecret = new CheckSecret();
  private final Forwarding.Check check = new Forwarding.Check(checkSecret, this::statusPort);

  Edge() {
    this(Limits.ARRIVAL);
  }

  /**
   * @param arrival for the head of a request
   */
  Edge(Duration arrival) {
    this.arrival = arrival;
  }

  private int statusPort() {
    return status.map(Address::port).orElse(0);
  }

  /** Applies a routes file from any thread; one that cannot be followed changes nothing. */
  void follow(String text) {
    try {
      var wanted = Routes.parse(text);
      workers.accepting().execute(() -> apply(wanted));
    } catch (BadRoutes e) {
      log.error("Routes file not followed, the routes stay as they are: {}", e.getMessage());
    }
  }

  private void apply(Routes wanted) {
    var statusAddress = new Address(LOOPBACK, wanted.statusPort());
    var next = new HashMap<Address, Route>();
    wanted.routes().forEach(route -> next.put(new Address(wanted.bind(), route.port()), route));
    closeOthers(next, statusAddress);
    next.forEach(this::logChange);
    routes.putAll(next); // a gate that finishes its last requests keeps its last route
    status = Optional.of(statusAddress);
    hosts = new Hosts(wanted.names());
    gates.computeIfAbsent(statusAddress, this::openStatus);
    next.forEach((address, route) -> gates.computeIfAbsent(address, a -> open(a, route)));
    shares
        .traffic()
        .keepOnly(
            next.values().stream()
                .flatMap(route -> route.upstream().stream())
                .collect(Collectors.toSet()));
    revision = wanted.revision();
    log.info("Routes of revision {} in force: {} of them", revision, next.size());
  }

  /**
   * Also that of a port which is another stage's now: what came to the one is not for the other.
   */
  private void closeOthers(Map<Address, Route> wanted, Address statusAddress) {
    var addresses = new HashSet<>(wanted.keySet());
    addresses.add(statusAddress);
    for (var gone : Set.copyOf(gates.keySet())) {
      boolean changedRole = status.equals(Optional.of(gone)) != gone.equals(statusAddress);
      var now = Optional.ofNullable(wanted.get(gone)).map(Route::stage);
      var before = Optional.ofNullable(gates.get(gone)).map(Gate::stage);
      boolean changedStage = now.isPresent() && !now.equals(before);
      if (!addresses.contains(gone) || changedRole || changedStage) {
        var _ = Optional.ofNullable(gates.remove(gone)).map(gate -> gate.close(FINISH));
      }
    }
  }

  private Gate openStatus(Address address) {
    var page = new StatusPage(this::status);
    return open(address, new Gate.Purpose("status", true, arrival, page));
  }

  private Gate open(Address address, Route route) {
    var forwarding =
        new Forwarding(() -> routes.getOrDefault(address, route), () -> hosts, check, shares);
    return open(address, new Gate.Purpose(route.stage(), false, arrival, forwarding));
  }

  private Gate open(Address address, Gate.Purpose purpose) {
    var gate = new Gate(workers, shares, address.host(), address.port(), purpose);
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
    var own = status;
    if (own.map(gates::get).flatMap(Gate::problem).isPresent()) {
      return 0;
    }
    return gates.entrySet().stream()
        .filter(each -> each.getValue().problem().isEmpty() && each.getValue().hasRoom())
        .map(Map.Entry::getKey)
        .filter(address -> !own.equals(Optional.of(address)))
        .mapToInt(Address::port)
        .min()
        .orElse(statusPort());
  }

  /** What it has to be asked with there. */
  CheckSecret checkSecret() {
    return checkSecret;
  }

  Workers workers() {
    return workers;
  }

  private Map<String, Object> status() {
    var stages = new TreeMap<String, Object>();
    shares.figures().forEach((stage, figures) -> stages.put(stage, figures.asMap()));
    var status = new TreeMap<String, Object>();
    status.put("revision", revision);
    status.put("pid", ProcessHandle.current().pid());
    status.put("inFlight", shares.traffic().requestsByUpstream());
    status.put("upgraded", shares.traffic().upgradedByUpstream());
    status.put("troubles", troubles());
    status.put("latencyBuckets", Figures.BUCKETS);
    status.put("stages", stages);
    return status;
  }

  private List<Map<String, Object>> troubles() {
    return gates.entrySet().stream()
        .flatMap(
            each ->
                each.getValue().problem().stream()
                    .map(
                        problem ->
                            Map.<String, Object>of(
                                "port", each.getKey().port(), "problem", problem)))
        .toList();
  }

  private CompletableFuture<Void> closeGates() {
    return CompletableFuture.allOf(
        gates.values().stream().map(gate -> gate.close(GRACE)).toArray(CompletableFuture[]::new));
  }

  /** Takes no new connection; returns when those in flight are done, at the latest after grace. */
  @Override
  public void close() {
    var closed =
        CompletableFuture.runAsync(() -> {}, workers.accepting()).thenCompose(now -> closeGates());
    try {
      closed.get(GRACE.toSeconds() + 1, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      log.warn("Requests in flight were cut off", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    workers.close();
    log.info("Edge ended");
  }
}
