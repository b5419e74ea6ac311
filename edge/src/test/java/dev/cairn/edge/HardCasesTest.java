package dev.cairn.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What few clients and applications do, and what proxies are known to get wrong. */
class HardCasesTest {
  private static final int MEBI = 1024 * 1024;

  @TempDir Path directory;
  private final List<Socket> sockets = new ArrayList<>();
  private Rig rig;

  @BeforeEach
  void start() throws Exception {
    rig = new Rig(directory);
  }

  @AfterEach
  void stop() throws Exception {
    for (var socket : sockets) {
      socket.close();
    }
    rig.close();
  }

  private Socket connect() {
    var socket = Raw.connect(rig.port);
    sockets.add(socket);
    return socket;
  }

  @Test
  void anEarlyAnswerIsHandedOnWhateverIsStillSent() throws Exception {
    try (var refusing =
        new Raw(
            client -> {
              Raw.head(client);
              Raw.write(client, "HTTP/1.1 413 Too Large\r\nContent-Length: 5\r\n\r\nlarge");
            })) {
      rig.toUpstream(refusing.upstream());
      for (int mebibytes : List.of(2, 50)) {
        var socket = connect();
        Raw.write(
            socket,
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n".formatted(mebibytes * MEBI));
        var part = new byte[MEBI];
        for (int i = 0; i < mebibytes; i++) {
          socket.getOutputStream().write(part);
        }
        assertThat(all(socket)).startsWith("HTTP/1.1 413 Too Large").endsWith("\r\n\r\nlarge");
      }
    }
  }

  @Test
  void anAnswerUntilCloseGoesNoFasterThanItIsRead() throws Exception {
    var written = new AtomicLong();
    var lastWrite = new AtomicLong();
    try (var endless =
        new Raw(
            client -> {
              Raw.head(client);
              Raw.write(client, "HTTP/1.1 200 OK\r\n\r\n");
              var part = new byte[MEBI / 16];
              while (true) {
                client.getOutputStream().write(part);
                written.addAndGet(part.length);
                lastWrite.set(System.nanoTime());
              }
            })) {
      rig.toUpstream(endless.upstream());
      var socket = connect();
      Raw.write(socket, "GET / HTTP/1.0\r\nHost: a\r\n\r\n");
      assertThat(Raw.head(socket)).startsWith("HTTP/1.0 200").doesNotContain("chunked");
      Rig.await(
          () ->
              written.get() > 0
                  && System.nanoTime() - lastWrite.get() > TimeUnit.MILLISECONDS.toNanos(200));
      // What lies in the kernel's buffers alone, of two connections; it is 6 MiB at most.
      assertThat(written.get()).isLessThan(24L * MEBI);
      assertThat(socket.getInputStream().readNBytes(30 * MEBI)).hasSize(30 * MEBI);
    }
  }

  @Test
  void oneThatIsUnchangedHasNoLength() throws Exception {
    try (var application = new Application("one")) {
      rig.to(application);
      var socket = connect();
      Raw.write(socket, "GET /unchanged HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(Raw.head(socket)).startsWith("HTTP/1.1 304").doesNotContainIgnoringCase("length");
      Raw.write(socket, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(Raw.head(socket)).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void aConnectionAtAReleaseThatWasReplacedIsToldToGo() throws Exception {
    var switched = new CountDownLatch(1);
    try (var two = new Application("two");
        var old =
            new Raw(
                client -> {
                  Raw.head(client);
                  switched.await();
                  Raw.write(client, "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nold");
                })) {
      rig.toUpstream(old.upstream());
      var socket = connect();
      Raw.write(socket, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      Rig.await(() -> inFlight(old.upstream()) == 1);
      rig.to(two);
      switched.countDown();
      assertThat(all(socket)).containsIgnoringCase("connection: close").endsWith("old");
      assertThat(rig.get("/").body()).isEqualTo("two");
    }
  }

  private int inFlight(String upstream) {
    return rig.status().getJsonObject("inFlight", new JsonObject()).getInteger(upstream, 0);
  }

  @Test
  void anyProtocolMayFollow() throws Exception {
    try (var talking =
        new Raw(
            client -> {
              if (Raw.head(client).toLowerCase(java.util.Locale.ROOT).contains("upgrade: chat")) {
                Raw.write(
                    client,
                    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: chat\r\n"
                        + "Connection: Upgrade\r\n\r\nhello");
                client.getInputStream().transferTo(client.getOutputStream());
              }
            })) {
      rig.toUpstream(talking.upstream());
      var socket = connect();
      // The client may already say what is for the protocol to come.
      Raw.write(
          socket, "GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: chat\r\n\r\nabc");
      assertThat(Raw.head(socket)).startsWith("HTTP/1.1 101").contains("chat");
      assertThat(text(socket, 8)).isEqualTo("helloabc");
      rig.writeRoutes();
      rig.awaitRevision();
      Raw.write(socket, "still");
      assertThat(text(socket, 5)).isEqualTo("still");
    }
  }

  @Test
  void nobodyOutsideSeesAnotherHttpBegin() throws Exception {
    var seen = new CountDownLatch(1);
    try (var application =
        new Raw(
            client -> {
              if (!Raw.head(client).toLowerCase(java.util.Locale.ROOT).contains("h2c")) {
                seen.countDown();
              }
              Raw.write(client, "HTTP/1.1 204 No Content\r\n\r\n");
            })) {
      rig.toUpstream(application.upstream());
      var socket = connect();
      Raw.write(socket, "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n");
      assertThat(Raw.head(socket)).startsWith("HTTP/1.1 204");
      assertThat(seen.getCount()).isZero();
    }
  }

  /** Whom a proxy on this machine asks for is counted as the client, not the proxy. */
  @Test
  void aClientHasItsShareOfRequestsAndNoMore() throws Exception {
    try (var silent =
        new Raw(client -> client.getInputStream().transferTo(OutputStream.nullOutputStream()))) {
      rig.toUpstream(silent.upstream());
      for (int i = 0; i < Limits.REQUESTS_OF_A_CLIENT; i++) {
        Raw.write(connect(), request("203.0.113.1"));
      }
      Rig.await(() -> inFlight(silent.upstream()) == Limits.REQUESTS_OF_A_CLIENT);
      var refused = connect();
      Raw.write(refused, request("203.0.113.1"));
      assertThat(Raw.head(refused)).startsWith("HTTP/1.1 429");
      Raw.write(connect(), request("203.0.113.2"));
      Rig.await(() -> inFlight(silent.upstream()) > Limits.REQUESTS_OF_A_CLIENT);
      assertThat(figures().getJsonObject("refused").getInteger("too-many-of-a-client")).isOne();
    }
  }

  private static String request(String client) {
    return "GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: " + client + "\r\n\r\n";
  }

  @Test
  void whoLooksWhetherItServesIsNoRequest() throws Exception {
    for (var name : List.of(Hosts.CHECK, "stranger.example")) {
      try (var socket = Raw.connect(rig.port)) {
        Raw.write(socket, "GET /alive HTTP/1.1\r\nHost: " + name + "\r\n\r\n");
        assertThat(Raw.head(socket)).startsWith("HTTP/1.1 421");
      }
    }
    Rig.await(() -> figures().getLong("requests") == 1);
    assertThat(figures().getJsonObject("refused").getLong("unknown-host")).isOne();
  }

  private JsonObject figures() {
    return rig.status().getJsonObject("stages").getJsonObject("notes/dev");
  }

  @Test
  void whatIsAnsweredIsCounted() throws Exception {
    try (var application = new Application("one")) {
      rig.to(application);
      assertThat(rig.get("/").statusCode()).isEqualTo(200);
      assertThat(rig.get("/hang-up").statusCode()).isEqualTo(502);
      Rig.await(() -> figures().getLong("requests") == 2);
      assertThat(figures().getLong("errors")).isOne();
      assertThat(figures().getJsonObject("refused").getLong("application-hung-up")).isOne();
      assertThat(figures().getJsonArray("latency").stream().mapToInt(n -> (int) n).sum())
          .isEqualTo(2);
    }
  }

  private static String text(Socket socket, int length) throws IOException {
    return new String(socket.getInputStream().readNBytes(length), StandardCharsets.ISO_8859_1);
  }

  private static String all(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
  }
}
