package dev.cairn.provider.local.edge;

import dev.cairn.core.LogSource;
import dev.cairn.core.Problem;
import dev.cairn.core.StageRef;
import dev.cairn.core.StateFile;
import dev.cairn.process.PortHolder;
import dev.cairn.process.SystemUsers;
import dev.cairn.provider.Router;
import dev.cairn.provider.Traffic;
import dev.cairn.provider.local.edge.RoutesDocument.Certified;
import dev.cairn.provider.local.edge.RoutesDocument.Entry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
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
  private final Supplier<SharedSettings> settings;
  private final EdgeCheck check;
  private final Certificates certificates;
  private volatile Shared shared = Shared.NONE;

  /**
   * @param home {@code $CAIRN_HOME}
   * @param bind address that applications are served on, {@code 127.0.0.1} or {@code 0.0.0.0}
   * @param settings asked at each look
   * @param check which asks whether they are served
   */
  public EdgeRouter(
      Path home,
      String bind,
      Supplier<SharedSettings> settings,
      EdgeCheck check,
      InstantSource clock) {
    this.settings = settings;
    this.check = check;
    this.file = home.toAbsolutePath().resolve("edge").resolve("routes.json");
    this.certificates = new Certificates(file.resolveSibling("certificates"), clock);
    this.bind = bind;
  }

  @Override
  public synchronized void apply(Map<StageRef, Route> routes) {
    var before = RoutesDocument.find(file);
    write(RoutesDocument.entries(routes.values()), before, EdgeRouter::isTaken);
  }

  @Override
  public synchronized void refresh() {
    var before = RoutesDocument.find(file);
    if (before.isEmpty()) {
      return;
    }
    var told = status();
    var now =
        write(
            before.get().routes(),
            before,
            port ->
                strangerAtName(port).isPresent()
                    || told.flatMap(it -> it.trouble(port)).isPresent());
    shared = look(now, told);
    certificates.keepOnly(
        now.certified().stream().map(Certified::file).collect(Collectors.toSet()));
  }

  /**
   * What is there now.
   *
   * @param isLost whether a port of ours is somebody else's by now
   */
  private RoutesDocument write(
      List<Entry> entries, Optional<RoutesDocument> before, IntPredicate isLost) {
    var wanted = settings.get();
    var usable =
        certificates.of(wanted.certificates()).stream()
            .map(it -> new Certified(it.names(), it.file().toString()))
            .toList();
    var next =
        new RoutesDocument(
            before.map(RoutesDocument::revision).orElse(0L) + 1,
            before
                .map(RoutesDocument::statusPort)
                .filter(port -> !isTaken(port))
                .orElseGet(EdgeRouter::freePort),
            bind,
            wanted.names(),
            SharedPort.HTTP.choose(
                wanted.http(), before.map(RoutesDocument::http).orElse(0), isLost),
            usable.isEmpty()
                ? 0
                : SharedPort.HTTPS.choose(
                    wanted.https(), before.map(RoutesDocument::https).orElse(0), isLost),
            usable,
            entries);
    if (before.filter(next::says).isPresent()) {
      return before.get();
    }
    next.write(file);
    LOG.info("Wrote revision {} of the routes: {}", next.revision(), entries);
    return next;
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
    return status().flatMap(status -> status.trouble(port).or(() -> check.silence(port)));
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

  @Override
  public LogSource accessLog(StageRef stage) {
    return log(stage);
  }

  @Override
  public void forgetRequests(StageRef stage) {
    try {
      log(stage).discard();
    } catch (IOException e) {
      throw StateFile.failure("remove the log of requests in", file.resolveSibling("run"), e);
    }
  }

  private AccessLog log(StageRef stage) {
    return new AccessLog(file.resolveSibling("run"), stage);
  }

  @Override
  public Shared shared() {
    return shared;
  }

  private Shared look(RoutesDocument document, Optional<EdgeStatus> told) {
    var troubles = new ArrayList<>(certificates.troubles());
    int http = serving(document.http(), told, troubles);
    int https = serving(document.https(), told, troubles);
    if (document.http() == 0 && settings.get().http().isEmpty()) {
      troubles.add(new SharedTrouble(List.of(), SharedPort.HTTP.noneFree()));
    }
    told.ifPresent(status -> troubles.addAll(status.certificateTroubles(document)));
    return new Shared(
        http,
        https,
        document.certified().stream().flatMap(it -> it.names().stream()).toList(),
        troubles);
  }

  /** 0 where it does not serve, and why goes to the others. */
  private int serving(int port, Optional<EdgeStatus> told, List<SharedTrouble> troubles) {
    if (port == 0) {
      return port;
    }
    var trouble =
        strangerAtName(port)
            .map(stranger -> "it was taken by " + stranger)
            .or(() -> told.flatMap(status -> status.trouble(port)));
    trouble.ifPresent(
        why -> troubles.add(new SharedTrouble(List.of(), SharedPort.sentence(port, why))));
    return trouble.isPresent() ? 0 : port;
  }

  private Optional<EdgeStatus> status() {
    return RoutesDocument.find(file).flatMap(document -> EdgeStatus.find(document.statusPort()));
  }

  private static Optional<String> strangerAtName(int port) {
    return PortHolder.otherAtLocalhost(port, SystemUsers.edgeUser());
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
