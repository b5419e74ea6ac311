package dev.cairn.provider.local.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.cairn.core.ReadyWait;
import dev.cairn.core.StageRef;
import dev.cairn.process.Processes;
import dev.cairn.process.Signal;
import dev.cairn.process.Suspended;
import dev.cairn.process.SystemUsers;
import dev.cairn.provider.Router.Route;
import dev.cairn.provider.Traffic;
import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged edge under its loop; skipped where module edge is not packaged. */
class EdgeProcessTest {
  /** CAP_NET_BIND_SERVICE, as the kernel writes it. */
  private static final String LISTEN_LOW = "0000000000000400";

  private static final StageRef STAGE = StageRef.parse("notes/dev");

  /** More than the edge's heap. */
  private static final long HUGE = 150L << 20;

  private static final Duration SOON = Duration.ofSeconds(10);

  @TempDir Path home;
  private final Processes processes = new Processes();
  private Optional<EdgeProcess> edge = Optional.empty();
  private HttpServer application;
  private EdgeRouter router;
  private int port;

  @BeforeEach
  void start() throws IOException {
    var jars = jars();
    assumeThat(jars).as("packaged edge").isNotEmpty();
    new SystemUsers(processes).ensure(home);
    application =
        HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
    application.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 5);
          try (var body = exchange.getResponseBody()) {
            body.write("hello".getBytes(StandardCharsets.UTF_8));
          }
        });
    application.createContext("/large", exchange -> answer(exchange, 8L << 20));
    application.createContext("/huge", exchange -> answer(exchange, HUGE));
    application.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    application.start();
    edge = Optional.of(process(jars));
    router =
        new EdgeRouter(
            home, "127.0.0.1", () -> SharedSettings.NONE, edge.get().check(), Clock.systemUTC());
    port = freePort();
    route(Optional.of(upstream()));
    edge.get().start();
    ReadyWait.upTo(SOON).until("routes in force", router::isInForce);
  }

  private static void answer(HttpExchange exchange, long bytes) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    try (var body = exchange.getResponseBody()) {
      for (long sent = 0; sent < bytes; sent += 8192) {
        body.write(new byte[8192]);
      }
    }
  }

  @AfterEach
  void stop() {
    edge.ifPresent(EdgeProcess::stop);
    edge.ifPresent(ran -> application.stop(0));
  }

  private EdgeProcess process(List<Path> jars) {
    return process(jars, Duration.ofHours(1));
  }

  private EdgeProcess process(List<Path> jars, Duration trainAfter) {
    var java = Path.of(System.getProperty("java.home"), "bin", "java");
    return new EdgeProcess(processes, home, jars, java, trainAfter);
  }

  private void route(Optional<String> upstream) {
    router.apply(Map.of(STAGE, route(STAGE, port, upstream)));
  }

  @Test
  void servesAndSwitchesAndCounts() {
    assertThat(get()).isEqualTo(200);
    assertThat(router.inFlight("127.0.0.1:1")).hasValue(0);
    route(Optional.empty());
    ReadyWait.upTo(SOON).until("routes in force", router::isInForce);
    assertThat(get()).isEqualTo(503);
    assertThat(router.trouble(port)).isEmpty();
    ReadyWait.upTo(SOON).until("both counted", () -> counts().requests() == 2);
    assertThat(counts().errors()).isOne();
    assertThat(counts().refused()).containsExactly(Map.entry("no-live-release", 1L));
    assertThat(counts().latency().stream().mapToLong(Long::longValue).sum()).isEqualTo(2);
  }

  private Traffic.Counts counts() {
    return router.traffic().flatMap(it -> it.find(STAGE)).orElse(Traffic.Counts.NONE);
  }

  @Test
  void killedEdgeServesAgainWithinTwoSecondsWithoutTheServer() throws IOException {
    edge.get().close();
    kill("edge.pid");
    ReadyWait.upTo(Duration.ofSeconds(2)).until("an answer", () -> get() == 200);
  }

  @Test
  void edgeThatMayNotWatchItsDirectoryServesAndFollowsAllTheSame() throws IOException {
    edge.get().close();
    Files.setPosixFilePermissions(
        home.resolve("edge"), PosixFilePermissions.fromString("rwx--x--x"));
    kill("edge.pid");
    ReadyWait.upTo(Duration.ofSeconds(2)).until("an answer", () -> get() == 200);
    route(Optional.empty());
    ReadyWait.upTo(SOON).until("routes in force", router::isInForce);
    assertThat(get()).isEqualTo(503);
  }

  @Test
  void whereItsLockIsNobodyElsePasses() throws IOException {
    edge.get().stop();
    var run = home.resolve("edge/run");
    // As a Cairn before this one made it.
    Files.setPosixFilePermissions(run, PosixFilePermissions.fromString("rwxr-xr-x"));
    edge = Optional.of(process(jars()));
    edge.get().start();
    ReadyWait.upTo(SOON).until("routes in force", router::isInForce);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(run)))
        .isEqualTo("rwx------");
  }

  /** Three hundred of them stopped all stages once. */
  @Test
  void clientsOfOneStageThatReadNothingStopNoOther() throws IOException {
    var before = pid("edge.pid");
    int other = freePort();
    var shop = StageRef.parse("shop/dev");
    var upstream = Optional.of(upstream());
    router.apply(Map.of(STAGE, route(STAGE, port, upstream), shop, route(shop, other, upstream)));
    ReadyWait.upTo(SOON).until("routes in force", router::isInForce);
    var clients = new ArrayList<Socket>();
    try {
      for (int i = 0; i < 450; i++) {
        var client = new Socket();
        client.setReceiveBufferSize(4096);
        client.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
        clients.add(client);
        client
            .getOutputStream()
            .write("GET /large HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.UTF_8));
      }
      ReadyWait.upTo(SOON)
          .until(
              "they are served",
              () -> router.inFlight(upstream.get()).orElse(0) >= clients.size() - 10);
      for (int i = 0; i < 20; i++) {
        ReadyWait.upTo(SOON).until("an answer of the other stage", () -> get(other) == 200);
      }
    } finally {
      for (var client : clients) {
        client.close();
      }
    }
    ReadyWait.upTo(SOON).until("an answer", () -> get() == 200);
    assertThat(pid("edge.pid")).isEqualTo(before);
  }

  @Test
  void edgeThatHangsIsStartedAgain() throws Exception {
    var before = pid("edge.pid");
    askUntilItIsNoted();
    assertThat(pid("edge.pid")).as("it serves").isEqualTo(before);
    assertThat(get()).isEqualTo(200);

    Suspended.stop(processes.find(before).orElseThrow());
    askUntilItIsNoted();
    ReadyWait.upTo(SOON.multipliedBy(3)).until("another edge", () -> get() == 200);
    assertThat(pid("edge.pid")).isNotEqualTo(before);
  }

  @Test
  void edgeThatIsFullIsLeftAlone() throws IOException {
    var before = pid("edge.pid");
    var clients = new ArrayList<Socket>();
    var told = "POST / HTTP/1.1\r\nHost: a.example\r\nContent-Length: 9\r\n\r\n";
    for (int i = 0; i < 2600 && (i % 100 > 0 || !isTurningAway()); i++) {
      var client = new Socket(InetAddress.ofLiteral("127.0.0.1"), port);
      clients.add(client);
      try {
        client.getOutputStream().write(told.getBytes(StandardCharsets.UTF_8)); // and stays
      } catch (SocketException refused) {
        assertThat(clients).hasSizeGreaterThan(1000);
      }
    }
    try {
      assertThat(get()).as("turned away").isEqualTo(-1);
      askUntilItIsNoted();
      assertThat(router.looks()).containsExactly(Map.entry(STAGE, Optional.empty()));
      assertThat(isTurningAway()).isTrue();
    } finally {
      for (var client : clients) {
        client.close();
      }
    }
    ReadyWait.upTo(SOON).until("an answer", () -> get() == 200);
    assertThat(pid("edge.pid")).isEqualTo(before);
  }

  private boolean isTurningAway() {
    return counts().refused().containsKey("too-many-connections");
  }

  private void askUntilItIsNoted() {
    var silence = new Silence(Duration.ZERO);
    for (int i = 0; i < 4; i++) {
      edge.get().ask(silence);
    }
  }

  /** The proxy library holds an answer to them as a whole: one such request ended the edge. */
  @Test
  void clientThatKnowsNoChunksGetsMoreThanTheEdgeCouldHold() throws IOException {
    var before = pid("edge.pid");
    long received;
    try (var socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
      socket.setSoTimeout(60_000);
      socket
          .getOutputStream()
          .write("GET /huge HTTP/1.0\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.UTF_8));
      assertThat(socket.getInputStream().readNBytes(12)).asString().isEqualTo("HTTP/1.0 200");
      assertThat(get()).as("meanwhile").isEqualTo(200);
      received = socket.getInputStream().transferTo(OutputStream.nullOutputStream());
    }
    assertThat(received).isGreaterThan(HUGE);
    assertThat(pid("edge.pid")).isEqualTo(before);
  }

  private String upstream() {
    return "127.0.0.1:" + application.getAddress().getPort();
  }

  @Test
  void edgeOutlivesMoreClientsThanItTakes() throws IOException {
    var before = pid("edge.pid");
    var clients = new ArrayList<Socket>();
    try {
      for (int i = 0; i < 5000; i++) {
        var client = new Socket(InetAddress.ofLiteral("127.0.0.1"), port);
        clients.add(client);
        client
            .getOutputStream()
            .write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.UTF_8));
      }
    } catch (SocketException refused) {
      assertThat(clients).hasSizeGreaterThan(1000);
    } finally {
      for (var client : clients) {
        client.close();
      }
    }
    ReadyWait.upTo(SOON).until("an answer", () -> get() == 200);
    assertThat(pid("edge.pid")).isEqualTo(before);
  }

  @Test
  void nextServerAdoptsTheEdgeThatRuns() throws IOException {
    edge.get().close();
    var before = pid("edge.pid");
    edge = Optional.of(process(jars()));
    edge.get().start();
    Files.delete(home.resolve("edge/process.json"));
    edge.get().ensure();
    assertThat(pid("edge.pid")).isEqualTo(before);
    assertThat(processes.findMarked("edge@" + home.resolve("edge"), SystemUsers.edgeUser()))
        .hasSize(2);
  }

  @Test
  void edgeThatLostItsLoopServesOnUntilItEndsAndIsFollowedByAnother() throws IOException {
    var before = pid("edge.pid");
    var loop =
        processes.findMarked("edge@" + home.resolve("edge"), SystemUsers.edgeUser()).stream()
            .filter(found -> found.pid() != before)
            .findFirst()
            .orElseThrow();
    processes.signal(loop, Signal.KILL);
    ReadyWait.upTo(SOON)
        .until(
            "a new loop",
            () ->
                processes
                    .findMarked("edge@" + home.resolve("edge"), SystemUsers.edgeUser())
                    .stream()
                    .anyMatch(found -> found.pid() != before && found.pid() != loop.pid()));
    assertThat(pid("edge.pid")).isEqualTo(before);
    assertThat(get()).isEqualTo(200);
    kill("edge.pid");
    ReadyWait.upTo(Duration.ofSeconds(3)).until("an answer", () -> get() == 200);
    assertThat(pid("edge.pid")).isNotEqualTo(before);
  }

  @Test
  void stoppedEdgeLeavesNothingBehind() {
    edge.get().stop();
    assertThat(processes.findMarked("edge@" + home.resolve("edge"), SystemUsers.edgeUser()))
        .isEmpty();
    assertThat(router.isInForce()).isFalse();
    assertThat(router.inFlight("127.0.0.1:1")).isEmpty();
  }

  @Test
  void norDoesOneThatIsStoppedWhileItsStartIsTrained() throws IOException {
    edge.get().stop();
    var trained = process(jars(), Duration.ZERO);
    edge = Optional.of(trained);
    trained.start();
    var mark = "edge-training@" + home.resolve("edge");
    ReadyWait.upTo(SOON)
        .until("the training", () -> !processes.findMarked(mark, SystemUsers.edgeUser()).isEmpty());

    trained.stop();

    assertThat(processes.findMarked(mark, SystemUsers.edgeUser())).isEmpty();
  }

  /** Of root's it gets that alone, and only while it is needed. */
  @Test
  void mayListenBelow1024WhereOneOfItsPortsIs() {
    assumeTrue(Processes.isRoot(), "of others the system decides");
    assertThat(rights()).hasValue("0000000000000000");
    share(Optional.of(80));
    ReadyWait.upTo(SOON).until("the right", () -> rights().equals(Optional.of(LISTEN_LOW)));
    ReadyWait.upTo(SOON).until("an answer", () -> get() == 200);

    share(Optional.empty());
    ReadyWait.upTo(SOON)
        .until("no right", () -> rights().filter(it -> it.matches("0+")).isPresent());
  }

  private void share(Optional<Integer> http) {
    var settings = new SharedSettings(List.of(), http, Optional.empty(), List.of());
    new EdgeRouter(home, "127.0.0.1", () -> settings, edge.orElseThrow().check(), Clock.systemUTC())
        .apply(Map.of(STAGE, route(STAGE, port, Optional.of(upstream()))));
  }

  private Optional<String> rights() {
    try {
      return Files.readAllLines(Path.of("/proc/" + pid("edge.pid") + "/status")).stream()
          .filter(line -> line.startsWith("CapPrm:"))
          .map(line -> line.substring(line.indexOf('\t') + 1))
          .findFirst();
    } catch (IOException | NumberFormatException between) {
      return Optional.empty();
    }
  }

  private int get() {
    return get(port);
  }

  private static int get(int port) {
    try {
      var url = URI.create("http://127.0.0.1:" + port + "/").toURL();
      var connection = (HttpURLConnection) url.openConnection();
      connection.setConnectTimeout(1000);
      connection.setReadTimeout(5000);
      return connection.getResponseCode();
    } catch (IOException e) {
      return -1;
    }
  }

  private long pid(String file) throws IOException {
    return Long.parseLong(Files.readString(home.resolve("edge/run").resolve(file)).strip());
  }

  private void kill(String file) throws IOException {
    processes.signal(processes.find(pid(file)).orElseThrow(), Signal.KILL);
  }

  private static List<Path> jars() throws IOException {
    var target = Path.of("..", "edge", "target");
    var jars = new ArrayList<Path>();
    for (var directory : List.of(target, target.resolve("lib"))) {
      if (!Files.isDirectory(directory.resolveSibling("lib")) && !Files.isDirectory(directory)) {
        return List.of();
      }
      try (var files = Files.list(directory)) {
        jars.addAll(files.filter(file -> file.toString().endsWith(".jar")).sorted().toList());
      }
    }
    return jars;
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static Route route(StageRef stage, int port, Optional<String> upstream) {
    return new Route(stage, port, upstream, List.of(), false, false);
  }
}
