package dev.cairn.provider.local.edge;

import dev.cairn.core.Problem;
import dev.cairn.core.StageRef;
import dev.cairn.process.PortHolder;
import dev.cairn.process.SystemUsers;
import dev.cairn.provider.Router;
import dev.cairn.provider.Traffic;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the edge its routes through a file, so that they hold while either of both is away. */
public final class EdgeRouter implements Router {
  private static final Logger LOG = LoggerFactory.getLogger(EdgeRouter.class);

  /** Below the ports that Linux gives to outgoing connections. */
  private static final int FIRST_STATUS_PORT = 30_000;

  private static final int STATUS_PORTS = 2_000;

  private final Path file;
  private final String bind;
  private final Supplier<List<String>> names;
  private final EdgeCheck check;

  /**
   * @param home {@code $CAIRN_HOME}
   * @param bind address that applications are served on, {@code 127.0.0.1} or {@code 0.0.0.0}
   * @param names of hosts that they are served as: those that a reverse proxy hands on; asked at
   *     each look
   * @param check which asks whether they are served
   */
  public EdgeRouter(Path home, String bind, Supplier<List<String>> names, EdgeCheck check) {
    this.names = names;
    this.check = check;
    this.file = home.resolve("edge").resolve("routes.json");
    this.bind = bind;
  }

  @Override
  public synchronized void apply(Map<StageRef, Route> routes) {
    var entries = RoutesDocument.entries(routes.values());
    write(entries, RoutesDocument.find(file));
  }

  @Override
  public synchronized void refresh() {
    var before = RoutesDocument.find(file);
    before
        .filter(document -> !names.get().equals(document.names()))
        .ifPresent(document -> write(document.routes(), before));
  }

  private void write(List<RoutesDocument.Entry> entries, Optional<RoutesDocument> before) {
    var hosts = names.get();
    if (before
        .filter(d -> d.routes().equals(entries) && d.bind().equals(bind))
        .filter(d -> hosts.equals(d.names()))
        .filter(d -> !isTaken(d.statusPort()))
        .isPresent()) {
      return;
    }
    var next =
        new RoutesDocument(
            before.map(RoutesDocument::revision).orElse(0L) + 1,
            before
                .map(RoutesDocument::statusPort)
                .filter(port -> !isTaken(port))
                .orElseGet(EdgeRouter::freePort),
            bind,
            hosts,
            entries);
    next.write(file);
    LOG.info("Wrote revision {} of the routes: {}", next.revision(), entries);
  }

  @Override
  public boolean isInForce() {
    var wanted = RoutesDocument.find(file);
    return wanted
        .flatMap(document -> EdgeStatus.find(document.statusPort()))
        .filter(status -> status.revision() == wanted.get().revision())
        .isPresent();
  }

  @Override
  public OptionalInt inFlight(String upstream) {
    return status()
        .map(status -> OptionalInt.of(status.inFlight().getOrDefault(upstream, 0)))
        .orElse(OptionalInt.empty());
  }

  @Override
  public Optional<String> trouble(int port) {
    return status()
        .flatMap(
            status ->
                status.troubles().stream()
                    .filter(it -> it.port() == port)
                    .findFirst()
                    .map(EdgeStatus.Trouble::problem)
                    .or(() -> check.silence(port)));
  }

  @Override
  public Map<StageRef, Optional<String>> looks() {
    return check.looks();
  }

  @Override
  public Map<Integer, String> strangersAt(Set<Integer> ports) {
    return PortHolder.othersAt(ports, SystemUsers.edgeUser());
  }

  @Override
  public Optional<Traffic> traffic() {
    return RoutesDocument.find(file).flatMap(document -> EdgeTraffic.find(document.statusPort()));
  }

  /** Why stages are not served at their addresses, a sentence each; empty where all is well. */
  public List<String> troubles() {
    return status()
        .map(status -> status.troubles().stream().map(EdgeStatus.Trouble::problem).toList())
        .orElse(List.of());
  }

  private Optional<EdgeStatus> status() {
    return RoutesDocument.find(file).flatMap(document -> EdgeStatus.find(document.statusPort()));
  }

  /** By another than the edge, who would keep it from saying what it does. */
  private static boolean isTaken(int port) {
    return PortHolder.isOfOthers(port, SystemUsers.edgeUser());
  }

  private static int freePort() {
    int start = ThreadLocalRandom.current().nextInt(STATUS_PORTS);
    for (int i = 0; i < STATUS_PORTS; i++) {
      int port = FIRST_STATUS_PORT + (start + i) % STATUS_PORTS;
      try (var probe = new ServerSocket(port, 1, InetAddress.ofLiteral("127.0.0.1"))) {
        return probe.getLocalPort();
      } catch (IOException taken) {
        LOG.debug("Port {} is taken: {}", port, taken.getMessage());
      }
    }
    throw Problem.failed(
            "no-free-port",
            "No port from %d on is free for the edge's status page.".formatted(FIRST_STATUS_PORT),
            "Stop programs that listen there.")
        .toException();
  }
}
