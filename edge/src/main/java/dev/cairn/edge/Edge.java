package dev.cairn.edge;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
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
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The routes in force. New routes change what is different and touch nothing else: an open port
 * stays open, a request in flight stays where it is.
 */
final class Edge implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Edge.class);
  private static final String LOOPBACK = "127.0.0.1";
  private static final String LOOPBACK_6 = "::1";
  private static final boolean HAS_LOOPBACK_6 = hasLoopback6();

  /** How long requests in flight have where their route is taken away. */
  private static final Duration FINISH = Duration.ofSeconds(30);

  /** How long they have where the edge ends; the next one cannot start before. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  private static final Directory NOWHERE =
      new Directory(SharedAddresses.NONE, Certificates.NONE, List.of());

  private record Address(String host, int port) {}

  private final Duration arrival;
  private final Workers workers = new Workers();
  private final Shares shares = new Shares();
  private final Map<Address, Gate> gates = new ConcurrentHashMap<>();
  private final Map<Address, Route> routes = new ConcurrentHashMap<>();
  private final Figures atShared = new Figures();
  private volatile Optional<Address> status = Optional.empty();
  private volatile Hosts hosts = new Hosts(List.of());
  private volatile Directory directory = NOWHERE;
  private volatile long revision;
  private Certificates certificates = Certificates.NONE;
  private final CheckSecret checkSecret = new CheckSecret();
  private final Admission admission;

  Edge() {
    this(Limits.ARRIVAL, Optional.empty());
  }

  /**
   * @param arrival for the head of a request
   * @param logs of the requests of stages that want it
   */
  Edge(Duration arrival, Optional<AccessLogs> logs) {
    this.arrival = arrival;
    this.admission =
        new Admission(new Admission.Check(checkSecret, this::statusPort), shares, logs);
  }

  private int statusPort() {
    return status.map(Address::port).orElse(0);
  }

  /**
   * Applies a routes file from any thread; one that cannot be followed changes nothing. What takes
   * long is done on that thread.
   */
  synchronized void follow(String text) {
    try {
      var wanted = Routes.parse(text);
      var shared = wanted.shared();
      certificates = certificates.follow(shared.https() == 0 ? List.of() : shared.certificates());
      var next = new Directory(shared, certificates, wanted.routes());
      workers.accepting().execute(() -> apply(wanted, next));
    } catch (BadRoutes e) {
      log.error("Routes file not followed, the routes stay as they are: {}", e.getMessage());
    }
  }

  private void apply(Routes wanted, Directory following) {
    var next = new HashMap<Address, Route>();
    wanted.routes().forEach(route -> next.put(new Address(wanted.bind(), route.port()), route));
    var roles = roles(wanted);
    closeOthers(roles);
    next.forEach(this::logChange);
    routes.putAll(next); // a gate that finishes its last requests keeps its last route
    status = Optional.of(new Address(LOOPBACK, wanted.statusPort()));
    hosts = new Hosts(wanted.names());
    follow(following);
    roles.forEach((address, role) -> gates.computeIfAbsent(address, a -> open(a, role)));
    shares
        .traffic()
        .keepOnly(
            next.values().stream()
                .flatMap(route -> route.upstream().stream())
                .collect(Collectors.toSet()));
    revision = wanted.revision();
    log.info("Routes of revision {} in force: {} of them", revision, next.size());
  }

  private void follow(Directory next) {
    next.problems().stream()
        .filter(problem -> !directory.problems().contains(problem))
        .forEach(problem -> log.warn("Routes not followed in part: {}", problem));
    directory = next;
  }

  private static Map<Address, Role> roles(Routes wanted) {
    var roles = new LinkedHashMap<Address, Role>();
    roles.put(new Address(LOOPBACK, wanted.statusPort()), Role.STATUS);
    wanted
        .routes()
        .forEach(route -> roles.put(new Address(wanted.bind(), route.port()), Role.of(route)));
    for (var host : sharedHosts(wanted.bind())) {
      if (wanted.shared().http() != 0) {
        roles.put(new Address(host, wanted.shared().http()), Role.HTTP);
      }
      if (wanted.shared().https() != 0) {
        roles.put(new Address(host, wanted.shared().https()), Role.HTTPS);
      }
    }
    return roles;
  }

  /**
   * Browsers ask at the loopback of IPv6 first for a name below localhost: who else listened there
   * would be asked instead of the edge.
   */
  private static List<String> sharedHosts(String bind) {
    return bind.equals(LOOPBACK) && HAS_LOOPBACK_6 ? List.of(bind, LOOPBACK_6) : List.of(bind);
  }

  private static boolean hasLoopback6() {
    try (var socket = new ServerSocket(0, 1, InetAddress.ofLiteral(LOOPBACK_6))) {
      return socket.isBound();
    } catch (IOException none) {
      return false;
    }
  }

  /**
   * Also that of a port which is another stage's now: what came to the one is not for the other.
   */
  private void closeOthers(Map<Address, Role> wanted) {
    for (var gone : Set.copyOf(gates.keySet())) {
      var before = Optional.ofNullable(gates.get(gone)).map(Gate::role);
      if (!before.equals(Optional.ofNullable(wanted.get(gone)))) {
        var _ = Optional.ofNullable(gates.remove(gone)).map(gate -> gate.close(FINISH));
      }
    }
  }

  private Gate open(Address address, Role role) {
    var gate = new Gate(workers, shares, address.host(), address.port(), purpose(address, role));
    gate.open();
    return gate;
  }

  private Gate.Purpose purpose(Address address, Role role) {
    return switch (role.kind()) {
      case STATUS -> plain(role, new Figures(), new StatusPage(this::status));
      case STAGE -> {
        var first = routes.get(address);
        var forwarding =
            new Forwarding(() -> routes.getOrDefault(address, first), () -> hosts, admission);
        yield plain(role, shares.figures(role.group()), forwarding);
      }
      case HTTP -> plain(role, atShared, new ByHost(() -> directory, admission, true));
      case HTTPS -> {
        var tls = new Tls(() -> directory.certificates(), workers.forHandshakes(), arrival);
        yield new Gate.Purpose(
            role,
            atShared,
            arrival,
            new ByHost(() -> directory, admission, false),
            Optional.of(tls));
      }
    };
  }

  private Gate.Purpose plain(Role role, Figures figures, Service service) {
    return new Gate.Purpose(role, figures, arrival, service, Optional.empty());
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
        .filter(each -> each.getValue().security().isEmpty())
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
    status.put("shared", atShared.asMap());
    status.put("certificates", directory.certificates().problems());
    return status;
  }

  private List<Map<String, Object>> troubles() {
    var ofPorts =
        gates.entrySet().stream()
            .flatMap(
                each ->
                    each.getValue().problem().stream()
                        .map(problem -> trouble(each.getKey().port(), problem)));
    var now = directory;
    int shared = now.shared().http() != 0 ? now.shared().http() : now.shared().https();
    var ofNames = now.problems().stream().map(problem -> trouble(shared, problem));
    return Stream.concat(ofPorts, ofNames).toList();
  }

  private static Map<String, Object> trouble(int port, String problem) {
    return Map.of("port", port, "problem", problem);
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
