package dev.cairn.provider.local.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.cairn.config.ConfigLoader;
import dev.cairn.config.CurrentApplications;
import dev.cairn.core.OpenFiles;
import dev.cairn.core.StageRef;
import dev.cairn.process.Command;
import dev.cairn.process.Processes;
import dev.cairn.process.SystemUsers;
import dev.cairn.provider.Router.Route;
import dev.cairn.provider.Router.SharedTrouble;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EdgeRouterTest {
  private static final StageRef STAGE = StageRef.parse("notes/dev");

  @TempDir private Path home;
  private int changes;

  @Test
  void anotherDomainCountsWithoutARestart() throws IOException {
    configure("applications: {names: [notes.example.com]}\n");
    var config = new ConfigLoader(Map.of("CAIRN_HOME", home.toString())).load();
    var router =
        new EdgeRouter(
            home,
            "127.0.0.1",
            names(new CurrentApplications(config)),
            new EdgeCheck(home.resolve("edge/routes.json")),
            Clock.systemUTC());
    router.refresh();
    assertThat(RoutesDocument.find(home.resolve("edge/routes.json"))).as("not told yet").isEmpty();

    Files.createDirectory(home.resolve("edge"));
    router.apply(Map.of(STAGE, route(Optional.of("127.0.0.1:1"))));
    var first = document();
    assertThat(first.names()).containsExactly("notes.example.com");
    router.refresh();
    assertThat(document()).as("nothing changed").isEqualTo(first);

    configure("applications: {names: [notes.example.com, shop.example.com]}\n");
    router.refresh();
    assertThat(document().names()).containsExactly("notes.example.com", "shop.example.com");
    assertThat(document().routes()).isEqualTo(first.routes());
    assertThat(document().revision()).isEqualTo(first.revision() + 1);

    configure("applications: {nams: [a]}\n");
    router.refresh();
    assertThat(document().names()).as("of what can be read").hasSize(2);
  }

  /** Where a release will listen stands there before it does. */
  @Test
  void nobodyButTheEdgeReadsWhereReleasesListen() throws IOException {
    var processes = new Processes();
    new SystemUsers(processes).ensure(home);
    Files.createDirectory(home.resolve("edge"));
    new EdgeRouter(
            home,
            "127.0.0.1",
            () -> SharedSettings.NONE,
            new EdgeCheck(home.resolve("edge/routes.json")),
            Clock.systemUTC())
        .apply(Map.of(STAGE, route(Optional.of("127.0.0.1:23456"))));

    assertThat(OpenFiles.naming(23_456, home)).isEmpty();
    var read = Command.of("cat", home.resolve("edge/routes.json").toString());
    assertThat(processes.run(read.as(SystemUsers.edgeUser())).output()).contains("23456");
  }

  private RoutesDocument document() {
    return RoutesDocument.find(home.resolve("edge/routes.json")).orElseThrow();
  }

  private void configure(String yaml) throws IOException {
    var file = home.resolve("config.yaml");
    Files.writeString(file, yaml);
    changes++;
    Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH.plusSeconds(changes)));
  }

  private static Route route(Optional<String> upstream) {
    return new Route(STAGE, 7812, upstream, List.of("notes-dev.localhost"), false, false);
  }

  private static Supplier<SharedSettings> names(CurrentApplications now) {
    return () ->
        new SharedSettings(now.get().names(), Optional.empty(), Optional.empty(), List.of());
  }

  private EdgeRouter router(Optional<Integer> http) throws IOException {
    Files.createDirectories(home.resolve("edge"));
    var settings = new SharedSettings(List.of(), http, Optional.empty(), List.of());
    var check = new EdgeCheck(home.resolve("edge/routes.json"));
    return new EdgeRouter(home, "127.0.0.1", () -> settings, check, Clock.systemUTC());
  }

  @Test
  void theSharedPortIsTheFirstFreeOneAndKept() throws IOException {
    router(Optional.empty()).apply(Map.of());
    var first = document();
    assertThat(first.http()).isBetween(7780, 7799);
    assertThat(first.https()).as("without certificates").isZero();

    try (var ours = new ServerSocket(first.http(), 1, InetAddress.getLoopbackAddress())) {
      router(Optional.empty()).apply(Map.of());
      assertThat(document()).as("what listens there is Cairn's own").isEqualTo(first);
      assertThat(ours.isBound()).isTrue();
    }
    router(Optional.of(0)).apply(Map.of());
    assertThat(document().http()).isZero();
    router(Optional.of(80)).apply(Map.of());
    assertThat(document().http()).isEqualTo(80);
    assertThat(document().isLow()).isTrue();
  }

  /** Of two Cairns on a machine whose edges are one user's, the edge alone can tell. */
  @Test
  void whereTheEdgeCannotHaveThePortItIsAnotherUnlessItWasChosen() throws Exception {
    var router = router(Optional.empty());
    router.apply(Map.of());
    int before = document().http();
    try (var edge = StatusOfAnEdge.at(document().statusPort())) {
      edge.says("{\"port\": " + before + ", \"problem\": \"Address already in use\"}");
      router.refresh();
      assertThat(document().http()).isBetween(7780, 7799).isNotEqualTo(before);

      edge.says("{\"port\": 80, \"problem\": \"Address already in use\"}");
      var chosen = router(Optional.of(80));
      chosen.refresh();
      assertThat(document().http()).isEqualTo(80);
      assertThat(chosen.shared().http()).as("nobody is sent there").isZero();
      assertThat(chosen.shared().troubles())
          .singleElement()
          .extracting(SharedTrouble::text)
          .asString()
          .contains("port 80: Address already in use. See what listens there");
    }
  }

  /** Says what it is told to, in place of an edge. */
  private static final class StatusOfAnEdge implements AutoCloseable {
    private final HttpServer server;
    private volatile String troubles = "";

    private StatusOfAnEdge(HttpServer server) {
      this.server = server;
    }

    static StatusOfAnEdge at(int port) throws IOException {
      var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
      var edge = new StatusOfAnEdge(HttpServer.create(address, 0));
      edge.server.createContext("/status", edge::answer);
      edge.server.start();
      return edge;
    }

    void says(String trouble) {
      troubles = trouble;
    }

    private void answer(HttpExchange exchange) throws IOException {
      var text = "{\"revision\": 1, \"inFlight\": {}, \"troubles\": [" + troubles + "]}";
      var body = text.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, body.length);
      try (var out = exchange.getResponseBody()) {
        out.write(body);
      }
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }
}
