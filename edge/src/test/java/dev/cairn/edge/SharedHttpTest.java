package dev.cairn.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All stages at one plain address, by their names. */
class SharedHttpTest {
  /** For hundreds of connections on a busy machine. */
  private static final Duration LONG = Duration.ofSeconds(40);

  @TempDir Path directory;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private Application notes;
  private Application shop;
  private Rig rig;
  private int http;
  private int shopPort;

  @BeforeEach
  void start() throws Exception {
    notes = new Application("notes");
    shop = new Application("shop");
    rig = new Rig(directory);
    http = Application.freePort();
    shopPort = Application.freePort();
    rig.also
        .put("http", http)
        .put("https", Application.freePort())
        .put("challenges", new JsonObject().put("token", "token.print"))
        .put(
            "certificates",
            new JsonArray()
                .add(
                    new JsonObject()
                        .put("names", new JsonArray().add("notes.example.com").add("*.localhost"))
                        .put("file", TlsRig.notesCertificate().toString())));
    follow(toNotes("127.0.0.1:" + notes.port), toShop());
  }

  private void follow(JsonObject... routes) throws Exception {
    rig.writeRoutes(routes);
    rig.awaitRevision();
  }

  private JsonObject toNotes(String upstream) {
    return new JsonObject()
        .put("stage", "notes/dev")
        .put("port", rig.port)
        .put("upstream", upstream)
        .put("hosts", new JsonArray().add("notes.localhost").add("notes.example.com"));
  }

  private JsonObject toShop() {
    return new JsonObject()
        .put("stage", "shop/dev")
        .put("port", shopPort)
        .put("upstream", "127.0.0.1:" + shop.port)
        .put("hosts", new JsonArray().add("shop.localhost").add("shop.example.net"));
  }

  @AfterEach
  void stop() throws Exception {
    for (var socket : sockets) {
      socket.close();
    }
    rig.close();
    notes.close();
    shop.close();
  }

  private Socket connect(int port) {
    var socket = Raw.connect(port);
    sockets.add(socket);
    return socket;
  }

  private static String get(String path, String host, String... fields) {
    return "GET "
        + path
        + " HTTP/1.1\r\nHost: "
        + host
        + "\r\n"
        + String.join("", List.of(fields).stream().map(it -> it + "\r\n").toList())
        + "\r\n";
  }

  /** The whole answer, with a connection of its own. */
  private String asked(int port, String path, String host, String... fields) throws IOException {
    try (var socket = Raw.connect(port)) {
      var all = new ArrayList<>(List.of(fields));
      all.add("Connection: close");
      Raw.write(socket, get(path, host, all.toArray(String[]::new)));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String bodyOf(Socket socket, int length) throws IOException {
    return new String(socket.getInputStream().readNBytes(length), StandardCharsets.US_ASCII);
  }

  /** Browsers ask there first for names below localhost. */
  @Test
  void theOtherLoopbackIsServedToo() throws Exception {
    try (var socket = new Socket(InetAddress.ofLiteral("::1"), http)) {
      socket
          .getOutputStream()
          .write(
              "GET / HTTP/1.1\r\nHost: shop.localhost\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
          .startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void theStageIsChosenByHostForEachRequest() throws Exception {
    var socket = connect(http);
    for (var host : List.of("notes.localhost", "SHOP.localhost:" + http, "shop.localhost.")) {
      Raw.write(socket, get("/", host));
      var name = host.startsWith("notes") ? "notes" : "shop";
      assertThat(Raw.head(socket)).as(host).startsWith("HTTP/1.1 200");
      assertThat(bodyOf(socket, name.length())).isEqualTo(name);
    }
    Rig.await(() -> requests("shop/dev") == 2);
    assertThat(requests("notes/dev")).isEqualTo(1);
  }

  private int requests(String stage) {
    return rig.status().getJsonObject("stages").getJsonObject(stage).getInteger("requests");
  }

  @Test
  void aNameOfNobodyIsToldSo() throws Exception {
    for (var host :
        List.of("evil.example", "localhost", "127.0.0.1:" + http, "x.notes.localhost", "[::1]")) {
      assertThat(asked(http, "/", host))
          .as(host)
          .startsWith("HTTP/1.1 421")
          .contains("unknown-host");
    }
    assertThat(asked(http, "/", Hosts.CHECK)).startsWith("HTTP/1.1 421");
    assertThat(notes.asked).hasValue(0);
    assertThat(shop.asked).hasValue(0);
    assertThat(rig.status().getJsonObject("shared").getJsonObject("refused").encode())
        .isEqualTo("{\"unknown-host\":6}");
  }

  @Test
  void theEdgeAsksItselfThereToo() {
    assertThat(rig.serves(http)).isTrue();
  }

  @Test
  void aStagesOwnPortServesItsOwnNamesToo() throws Exception {
    assertThat(asked(rig.port, "/", "notes.example.com")).startsWith("HTTP/1.1 200");
    assertThat(asked(shopPort, "/", "shop.example.net")).startsWith("HTTP/1.1 200");
    assertThat(asked(rig.port, "/", "shop.example.net")).startsWith("HTTP/1.1 421");
  }

  @Test
  void anAuthorityIsAnsweredWhoseANameIs() throws Exception {
    var path = "/.well-known/acme-challenge/";
    for (var host : List.of("notes.example.com", "shop.example.net")) {
      assertThat(asked(http, path + "token", host))
          .startsWith("HTTP/1.1 200")
          .endsWith("\r\n\r\ntoken.print");
    }
    assertThat(asked(http, path + "token", "evil.example")).startsWith("HTTP/1.1 421");
    assertThat(notes.asked).hasValue(0);
    // May be the application's own, which an authority asks for on the plain port.
    assertThat(asked(http, path + "other", "notes.example.com")).startsWith("HTTP/1.1 200");
    assertThat(notes.asked).hasValue(1);
  }

  @Test
  void aNameWithACertificateIsAskedForOverTls() throws Exception {
    assertThat(asked(http, "/a//b?c=d%20e", "notes.example.com:" + http))
        .startsWith("HTTP/1.1 308")
        .containsIgnoringCase(
            "location: https://notes.example.com:"
                + rig.also.getInteger("https")
                + "/a//b?c=d%20e\r\n");
    assertThat(asked(http, "//evil.example/", "notes.example.com"))
        .containsIgnoringCase(
            "location: https://notes.example.com:"
                + rig.also.getInteger("https")
                + "//evil.example/\r\n");
    assertThat(asked(http, "/", "notes.localhost")).startsWith("HTTP/1.1 200");
    assertThat(asked(http, "/", "shop.example.net")).startsWith("HTTP/1.1 200");
    assertThat(asked(http, "/", "notes.example.com", "X-Forwarded-Proto: https"))
        .as("by one that does TLS in front")
        .startsWith("HTTP/1.1 200");
    assertThat(asked(rig.port, "/", "notes.example.com")).startsWith("HTTP/1.1 200");
  }

  @Test
  void theFirstDeployIsSaidToBeOnItsWay() throws Exception {
    var deploying = toNotes("");
    deploying.remove("upstream");
    follow(deploying.put("state", "deploying"), toShop());
    assertThat(asked(http, "/", "notes.localhost"))
        .startsWith("HTTP/1.1 503")
        .contains("deploying");
    follow(deploying.put("state", "other"), toShop());
    assertThat(asked(http, "/", "notes.localhost")).contains("no-live-release");
  }

  @Test
  void aHostOfTwoStagesIsATrouble() throws Exception {
    var second = toShop();
    second.getJsonArray("hosts").add("notes.localhost");
    follow(toNotes("127.0.0.1:" + notes.port), second);
    assertThat(asked(http, "/", "notes.localhost")).endsWith("notes");
    assertThat(rig.status().getJsonArray("troubles").encode())
        .contains("the host notes.localhost of shop/dev is notes/dev's already")
        .contains("\"port\":" + http);
  }

  @Test
  void switchesAndRemovalsLoseNoRequest() throws Exception {
    Queue<String> failures = new ConcurrentLinkedQueue<>();
    var served = new AtomicInteger();
    var on = new AtomicBoolean(true);
    try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 6; i++) {
        clients.execute(() -> visitWhile(on, served, failures));
      }
      var live = notes;
      for (int release = 2; release < 6; release++) {
        var next = new Application("notes");
        awaitMore(served);
        follow(
            release % 2 == 0
                ? new JsonObject[] {toNotes("127.0.0.1:" + next.port)} // the shop goes, and comes
                : new JsonObject[] {toNotes("127.0.0.1:" + next.port), toShop()});
        var old = live;
        Rig.await(() -> rig.inFlight(old) == 0);
        old.close();
        live = next;
      }
      awaitMore(served);
      on.set(false);
      clients.shutdown();
      assertThat(clients.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
      live.close();
    }
    assertThat(failures).isEmpty();
  }

  private static void awaitMore(AtomicInteger served) throws Exception {
    int before = served.get();
    Rig.await(() -> served.get() > before + 30);
  }

  private void visitWhile(AtomicBoolean on, AtomicInteger served, Queue<String> failures) {
    while (on.get()) {
      try (var socket = Raw.connect(http)) {
        var head = "HTTP/1.1 200";
        for (boolean open = true; open && on.get(); ) {
          Raw.write(socket, get("/", "notes.localhost"));
          head = Raw.head(socket);
          var body = bodyOf(socket, "notes".length());
          if (!head.startsWith("HTTP/1.1 200") || !body.equals("notes")) {
            failures.add(head + body);
          }
          served.incrementAndGet();
          open = !head.toLowerCase(Locale.ROOT).contains("connection: close");
        }
      } catch (IOException e) {
        failures.add(e.toString());
      }
    }
  }

  @Test
  void requestsInFlightOfARemovedStageFinish() throws Exception {
    var slow = connect(http);
    Raw.write(slow, get("/slow", "shop.localhost"));
    Rig.await(() -> rig.inFlight(shop) == 1);
    follow(toNotes("127.0.0.1:" + notes.port));
    assertThat(asked(http, "/", "shop.localhost")).startsWith("HTTP/1.1 421");
    assertThat(Raw.head(slow)).startsWith("HTTP/1.1 200");
  }

  @Test
  void whoseApplicationHangsHarmsNoOtherStage() throws Exception {
    try (var silent =
        new Raw(
            client -> {
              Raw.head(client);
              client.getInputStream().read();
            })) {
      follow(toNotes(silent.upstream()), toShop());
      for (int i = 0; i < Limits.REQUESTS_OF_A_STAGE; i++) {
        Raw.write(connect(http), get("/", "notes.localhost"));
      }
      Rig.await(
          LONG,
          () ->
              rig.status().getJsonObject("inFlight").getInteger(silent.upstream(), 0)
                  == Limits.REQUESTS_OF_A_STAGE);
      assertThat(asked(http, "/", "notes.localhost")).startsWith("HTTP/1.1 503");
      assertThat(asked(http, "/", "shop.localhost")).startsWith("HTTP/1.1 200");
      assertThat(rig.serves(http)).isTrue();
    }
  }

  /** Answers that have no place of a stage's, of which nobody reads one. */
  @Test
  void whoIsRefusedAndStaysGivesWay() throws Exception {
    for (int i = 0; i < 3 * Limits.CONNECTIONS_OF_A_STAGE / 2; i++) {
      var socket = connect(http);
      try {
        Raw.write(
            socket, "POST / HTTP/1.1\r\nHost: evil.example\r\nContent-Length: 1000000\r\n\r\nx");
      } catch (SocketException gaveWay) {
        // As is right.
      }
    }
    assertThat(asked(http, "/", "shop.localhost")).startsWith("HTTP/1.1 200");
    assertThat(asked(rig.port, "/", "a")).startsWith("HTTP/1.1 200");
    assertThat(rig.serves(http)).isTrue();
  }
}
