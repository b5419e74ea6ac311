package dev.cairn.provider.local.edge;

import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.cairn.core.ReadyWait;
import dev.cairn.core.StageRef;
import dev.cairn.process.Processes;
import dev.cairn.process.Signal;
import dev.cairn.process.SystemUsers;
import dev.cairn.provider.Router.Route;
import dev.cairn.provider.Traffic;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** An edge as the server keeps it, in front of an application of one stage. */
abstract class RunningEdge {
  static final StageRef STAGE = StageRef.parse("notes/dev");

  /** More than the edge's heap. */
  static final long HUGE = 150L << 20;

  static final Duration SOON = Duration.ofSeconds(10);

  @TempDir Path home;
  final Processes processes = new Processes();
  Optional<EdgeProcess> edge = Optional.empty();
  HttpServer application;
  EdgeRouter router;
  int port;

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

  static void answer(HttpExchange exchange, long bytes) throws IOException {
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

  EdgeProcess process(List<Path> jars) {
    return process(jars, Duration.ofHours(1));
  }

  EdgeProcess process(List<Path> jars, Duration trainAfter) {
    var java = Path.of(System.getProperty("java.home"), "bin", "java");
    return new EdgeProcess(processes, home, jars, java, trainAfter);
  }

  void route(Optional<String> upstream) {
    router.apply(Map.of(STAGE, route(STAGE, port, upstream)));
  }

  String upstream() {
    return "127.0.0.1:" + application.getAddress().getPort();
  }

  int get() {
    return get(port);
  }

  static int get(int port) {
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

  long pid(String file) throws IOException {
    return Long.parseLong(Files.readString(home.resolve("edge/run").resolve(file)).strip());
  }

  void kill(String file) throws IOException {
    processes.signal(processes.find(pid(file)).orElseThrow(), Signal.KILL);
  }

  static List<Path> jars() throws IOException {
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

  static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  static Route route(StageRef stage, int port, Optional<String> upstream) {
    return new Route(stage, port, upstream, List.of(), false, false);
  }

  void askUntilItIsNoted() {
    var silence = new Silence(Duration.ZERO);
    for (int i = 0; i < 4; i++) {
      edge.get().ask(silence);
    }
  }

  Traffic.Counts counts() {
    return router.traffic().flatMap(it -> it.find(STAGE)).orElse(Traffic.Counts.NONE);
  }
}
