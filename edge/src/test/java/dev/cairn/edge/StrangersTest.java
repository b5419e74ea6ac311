package dev.cairn.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What clients do to the edge that mean no good, and what an application does to Cairn. */
class StrangersTest {
  private static final Duration ARRIVAL = Duration.ofSeconds(1);

  /** For hundreds of connections on a busy machine. */
  private static final Duration LONG = Duration.ofSeconds(40);

  private static final String UPGRADE =
      lines(
          "GET / HTTP/1.1",
          "Host: a",
          "Connection: Upgrade",
          "Upgrade: websocket",
          "Sec-WebSocket-Version: 13",
          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");

  /** A head with nothing after it. */
  private static String lines(String... lines) {
    return String.join("\r\n", lines) + "\r\n\r\n";
  }

  @TempDir Path directory;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private Application application;
  private Application other;
  private Rig rig;
  private int otherPort;

  @BeforeEach
  void start() throws Exception {
    application = new Application("one");
    other = new Application("two");
    otherPort = Application.freePort();
    rig = new Rig(directory);
    rig.writeRoutes(
        route("notes/dev", rig.port, application.port), route("shop/dev", otherPort, other.port));
    rig.awaitRevision();
  }

  private static JsonObject route(String stage, int port, int upstream) {
    return new JsonObject()
        .put("stage", stage)
        .put("port", port)
        .put("upstream", "127.0.0.1:" + upstream);
  }

  @AfterEach
  void stop() throws Exception {
    for (var socket : sockets) {
      socket.close();
    }
    rig.close();
    application.close();
    other.close();
  }

  @Test
  void aNameThatWasPointedHereIsNotServed() throws Exception {
    for (var host :
        List.of("evil.example", "EVIL.example:80", "notexample.org", "example.org", Hosts.CHECK)) {
      assertThat(asked(host)).as(host).startsWith("HTTP/1.1 421").contains("unknown-host");
    }
    assertThat(application.asked).hasValue(0);
    for (var host :
        List.of(
            "127.0.0.1",
            "localhost:80",
            "[::1]:80",
            "notes.localhost",
            "thismachine",
            "shop.example.com",
            "Shop.Example.Com:8443",
            "a.b.example.org")) {
      assertThat(asked(host)).as(host).startsWith("HTTP/1.1 200");
    }
  }

  private String asked(String host) throws IOException {
    var socket = connect(rig.port);
    write(socket, "GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  @Test
  void anApplicationSetsNoSessionCookieOfCairns() throws Exception {
    assertThat(rig.get("/cookies").headers().allValues("set-cookie"))
        .containsExactly("a=1; Path=/", "b=2");
  }

  @Test
  void headsThatNeverEndGiveWayToWhoMeansIt() throws Exception {
    for (int i = 0; i < 2 * Limits.WAITING_CONNECTIONS; i++) {
      write(connect(rig.port), "GET / HTTP/1.1\r\nHost: a\r\nA: " + "a".repeat(2000));
    }
    assertThat(get(otherPort).statusCode()).isEqualTo(200);
    assertThat(isClosed(sockets.getFirst())).as("the one that waited longest").isTrue();
  }

  @Test
  void aHeadThatDripsIsEnded() throws Exception {
    try (var impatient = new Rig(Files.createDirectory(directory.resolve("other")), ARRIVAL)) {
      var socket = connect(impatient.port);
      write(socket, "GET / HTTP/1.1\r\nHost: a\r\n");
      Rig.await(
          () -> {
            try {
              write(socket, "A: a\r\n");
              return false;
            } catch (IOException ended) {
              return true;
            }
          });
    }
  }

  @Test
  void clientsOfOneStageTakeNoRoomFromAnother() throws Exception {
    try (var silent = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress())) {
      var upstream = "127.0.0.1:" + silent.getLocalPort();
      rig.writeRoutes(
          route("notes/dev", rig.port, silent.getLocalPort()),
          route("shop/dev", otherPort, other.port));
      rig.awaitRevision();
      for (int i = 0; i < Limits.REQUESTS_OF_A_STAGE; i++) {
        write(connect(rig.port), "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      }
      Rig.await(LONG, () -> inFlight(upstream) == Limits.REQUESTS_OF_A_STAGE);

      var refused = get(rig.port);
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.body()).contains("too-many-requests");
      assertThat(get(otherPort).statusCode()).isEqualTo(200);

      sockets.getFirst().close();
      Rig.await(LONG, () -> inFlight(upstream) < Limits.REQUESTS_OF_A_STAGE);
    }
  }

  @Test
  void clientsOfTwoStagesTogetherTakeNoRoomFromAThird() throws Exception {
    int third = Application.freePort();
    try (var silent = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress())) {
      var upstream = "127.0.0.1:" + silent.getLocalPort();
      rig.writeRoutes(
          route("notes/dev", rig.port, silent.getLocalPort()),
          route("shop/dev", otherPort, silent.getLocalPort()),
          route("wiki/dev", third, other.port));
      rig.awaitRevision();
      int most = Limits.REQUESTS_OF_A_STAGE;
      for (int i = 0; i < most; i++) {
        write(connect(rig.port), "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      }
      Rig.await(LONG, () -> inFlight(upstream) == most);
      for (int i = 0; i < most; i++) {
        write(connect(otherPort), "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      }
      Rig.await(LONG, () -> inFlight(upstream) >= Limits.REQUESTS * 9 / 10);

      assertThat(get(otherPort).statusCode()).isEqualTo(503);
      assertThat(get(third).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void whatIsUpgradedTakesNoRoomFromAnotherStage() throws Exception {
    try (var upgrading = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> upgradeAll(upgrading));
      var upstream = "127.0.0.1:" + upgrading.getLocalPort();
      rig.writeRoutes(
          route("notes/dev", rig.port, upgrading.getLocalPort()),
          route("shop/dev", otherPort, other.port));
      rig.awaitRevision();
      for (int i = 0; i < Limits.UPGRADED_OF_A_STAGE; i++) {
        write(connect(rig.port), UPGRADE);
        if (i % 100 == 99) {
          int opened = i + 1;
          Rig.await(LONG, () -> upgraded(upstream) == opened);
        }
      }
      var refused = connect(rig.port);
      write(refused, UPGRADE);
      assertThat(line(refused)).startsWith("HTTP/1.1 503");
      var elsewhere = connect(otherPort);
      write(elsewhere, UPGRADE);
      assertThat(line(elsewhere)).startsWith("HTTP/1.1 101");

      sockets.getFirst().close();
      Rig.await(LONG, () -> upgraded(upstream) < Limits.UPGRADED_OF_A_STAGE);
    }
  }

  @Test
  void handshakesThatNobodyAnswersCountToo() throws Exception {
    try (var silent = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress())) {
      var upstream = "127.0.0.1:" + silent.getLocalPort();
      rig.toUpstream(upstream);
      for (int i = 0; i < Limits.UPGRADED_OF_A_STAGE; i++) {
        write(connect(rig.port), UPGRADE);
      }
      Rig.await(LONG, () -> inFlight(upstream) == Limits.UPGRADED_OF_A_STAGE);
      var refused = connect(rig.port);
      write(refused, UPGRADE);
      assertThat(line(refused)).startsWith("HTTP/1.1 503");

      for (var socket : sockets) {
        socket.close();
      }
      Rig.await(LONG, () -> inFlight(upstream) == 0);
      write(connect(rig.port), UPGRADE);
      Rig.await(LONG, () -> inFlight(upstream) == 1);
    }
  }

  /** 4,000 of them stopped all stages once. */
  @Test
  void handshakesThatAreRefusedGiveWayToWhoMeansIt() throws Exception {
    for (int i = 0; i < Limits.WAITING_CONNECTIONS + 50; i++) {
      var socket = connect(rig.port);
      write(socket, UPGRADE.replace("GET /", "GET /refused"));
      assertThat(line(socket)).startsWith("HTTP/1.1 403");
      write(socket, "GET / HTTP/1.1\r\nHost: a\r\nA: " + "a".repeat(2000));
    }
    assertThat(get(otherPort).statusCode()).isEqualTo(200);
    assertEnds(sockets.getFirst());
  }

  /** Nobody counted the connections of these, as the proxy library answered by itself. */
  @Test
  void codingsThatAreNotTakenEndTheConnection() throws Exception {
    for (var coding : List.of("gzip", "Chunked", "identity", "chunked, chunked", "")) {
      var socket = connect(rig.port);
      write(socket, lines("GET / HTTP/1.1", "Host: a", "Transfer-Encoding: " + coding));
      assertThat(line(socket)).as(coding).isEqualTo("HTTP/1.1 400");
      assertEnds(socket);
    }
    assertThat(application.asked).hasValue(0);
  }

  private static void assertEnds(Socket socket) throws IOException {
    try {
      assertThat(socket.getInputStream().readAllBytes()).isNotNull();
    } catch (SocketException reset) {
      assertThat(reset).hasMessageContaining("reset");
    }
  }

  /** An application that takes whatever wants to be another protocol, and says nothing then. */
  private void upgradeAll(ServerSocket upgrading) {
    try {
      while (true) {
        var client = upgrading.accept();
        sockets.add(client);
        write(
            client,
            lines(
                "HTTP/1.1 101 Switching Protocols",
                "Connection: Upgrade",
                "Upgrade: websocket",
                "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo="));
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private int upgraded(String upstream) {
    return rig.status().getJsonObject("upgraded", new JsonObject()).getInteger(upstream, 0);
  }

  private static String line(Socket socket) throws IOException {
    return new String(
        socket.getInputStream().readNBytes("HTTP/1.1 200".length()), StandardCharsets.US_ASCII);
  }

  @Test
  void whoeverAsksForTheStatusWaitsForNobodyElse() throws Exception {
    for (int i = 0; i < 3 * Limits.STATUS_CONNECTIONS; i++) {
      write(connect(rig.statusPort), "GET /status HTTP/1.1\r\nA: " + "a".repeat(4000));
    }
    assertThat(isClosed(sockets.getFirst())).as("the one that waited longest").isTrue();
    Rig.await(() -> rig.status().containsKey("revision"));
    assertThat(rig.serves()).isTrue();
  }

  @Test
  void foreignNamesAreToldWhatToAdd() throws Exception {
    assertThat(asked("notes.example.com"))
        .contains("applications: {names: [notes.example.com]}", "restarts nothing");
  }

  private int inFlight(String upstream) {
    return rig.status().getJsonObject("inFlight", new JsonObject()).getInteger(upstream, 0);
  }

  @Test
  void itIsAskedThroughTheWayThatRequestsTake() throws Exception {
    assertThat(rig.serves()).isTrue();
    assertThat(application.asked).hasValue(0);
    assertThat(rig.serves(other.port)).as("no edge").isFalse();
  }

  @Test
  void nobodyElseAsksAsTheEdgeDoes() throws Exception {
    for (var said : List.of("", CheckSecret.HEADER + ": \r\n", CheckSecret.HEADER + ": 00\r\n")) {
      var socket = connect(rig.port);
      write(socket, "GET /alive HTTP/1.1\r\nHost: " + Hosts.CHECK + "\r\n" + said + "\r\n");
      assertThat(line(socket)).as(said).isEqualTo("HTTP/1.1 421");
    }
    assertThat(SelfCheck.answers(rig.port, new CheckSecret(), Duration.ofSeconds(5)))
        .as("the secret of another start")
        .isFalse();
  }

  /**
   * More of them between a connection of the edge's own and its request than it once had places.
   */
  @Test
  void aFloodAtTheStatusPageDoesNotMakeTheEdgeSeemToHang() throws Exception {
    try (var _ = rig.oftenOnTheLoop(() -> connectTo(rig.statusPort, 110))) {
      assertThat(rig.serves()).isTrue();
    }
  }

  private void connectTo(int port, int times) {
    try {
      for (int i = 0; i < times; i++) {
        connect(port);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private HttpResponse<String> get(int port) throws Exception {
    return rig.client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
            .timeout(Duration.ofSeconds(5))
            .build(),
        BodyHandlers.ofString());
  }

  private Socket connect(int port) throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(5000);
    sockets.add(socket);
    return socket;
  }

  private static boolean isClosed(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketException reset) {
      return true;
    }
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
  }
}
