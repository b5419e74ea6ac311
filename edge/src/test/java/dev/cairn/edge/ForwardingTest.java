package dev.cairn.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForwardingTest {
  @TempDir Path directory;
  private Application application;
  private Rig rig;

  @BeforeEach
  void start() throws Exception {
    application = new Application("one");
    rig = new Rig(directory).to(application);
  }

  @AfterEach
  void stop() throws Exception {
    rig.close();
    application.close();
  }

  @Test
  void applicationSeesTheClientsHostAndWhereItCameFrom() throws Exception {
    var headers = new JsonObject(rig.get("/headers").body());
    assertThat(headers.getString("host")).isEqualTo("127.0.0.1:" + rig.port);
    assertThat(headers.getString("x-forwarded-host")).isEqualTo("127.0.0.1:" + rig.port);
    assertThat(headers.getString("x-forwarded-for")).isEqualTo("127.0.0.1");
    assertThat(headers.getString("x-forwarded-proto")).isEqualTo("http");
    assertThat(headers.getString("forwarded"))
        .isEqualTo("for=127.0.0.1;host=\"127.0.0.1:" + rig.port + "\";proto=http");
  }

  @Test
  void applicationNeverSeesCairnsOwnCookie() throws Exception {
    var request =
        rig.request("/headers").header("Cookie", "a=1; cairn_session=secret; b=\"x;y\"").build();
    var headers = new JsonObject(rig.client.send(request, BodyHandlers.ofString()).body());
    assertThat(headers.getString("cookie")).isEqualTo("a=1; b=\"x; y\"");
  }

  @Test
  void streamReachesAClientThatKnowsNoChunksAsItComes() throws Exception {
    for (var kept : List.of("", "Connection: keep-alive\r\n")) {
      try (var socket = new Socket(InetAddress.getLoopbackAddress(), rig.port)) {
        socket.setSoTimeout(10_000);
        var request = "GET /ticks HTTP/1.0\r\nHost: a\r\n" + kept + "\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        var answer =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        var head = new ArrayList<String>();
        for (var line = answer.readLine(); !line.isEmpty(); line = answer.readLine()) {
          head.add(line.toLowerCase(Locale.ROOT));
        }
        assertThat(head).contains("connection: close").noneMatch(h -> h.contains("chunked"));
        assertThat(answer.readLine()).isEqualTo("tick");
        assertThat(answer.readLine()).isEqualTo("tick");
      }
      Rig.await(() -> rig.inFlight(application) == 0);
    }
  }

  @Test
  void itsEndIsTheEndOfTheConnection() throws Exception {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), rig.port)) {
      socket.setSoTimeout(10_000);
      var request = "GET /events HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      assertThat(answer).startsWith("HTTP/1.0 200").endsWith("\r\n\r\ndata: 1\n\ndata: 2\n\n");
    }
  }

  @Test
  void largeBodiesPassBothWaysUnchanged() throws Exception {
    var body = new byte[20_000_000];
    new Random(1).nextBytes(body);
    assertThat(echoed(request -> request.send(Buffer.buffer(body)))).isEqualTo(body);
    assertThat(echoed(request -> inChunks(request, body))).isEqualTo(body);
  }

  /**
   * What comes back of what is sent, read while it is sent: Java's own client reads only once all
   * is sent, which for a body larger than what lies on the way is never.
   */
  private byte[] echoed(Function<HttpClientRequest, Future<HttpClientResponse>> sending)
      throws TimeoutException {
    var vertx = Vertx.vertx();
    try {
      return vertx
          .createHttpClient()
          .request(HttpMethod.POST, rig.port, "127.0.0.1", "/echo")
          .compose(sending)
          .compose(HttpClientResponse::body)
          .await(20, TimeUnit.SECONDS)
          .getBytes();
    } finally {
      vertx.close().await();
    }
  }

  private static Future<HttpClientResponse> inChunks(HttpClientRequest request, byte[] body) {
    request.setChunked(true);
    for (int from = 0; from < body.length; from += 50_000) {
      request.write(Buffer.buffer(Arrays.copyOfRange(body, from, from + 50_000)));
    }
    request.end();
    return request.response();
  }

  @Test
  void clientThatWaitsForContinueIsAnsweredAtOnce() throws Exception {
    var request = rig.request("/echo").expectContinue(true).POST(BodyPublishers.ofString("x"));
    assertThat(rig.client.send(request.build(), BodyHandlers.ofString()).body()).isEqualTo("x");
  }

  @Test
  void eventsArriveWhenTheyAreSent() throws Exception {
    var response = rig.client.send(rig.request("/events").build(), BodyHandlers.ofInputStream());
    try (var stream = response.body()) {
      long before = System.nanoTime();
      assertThat(new String(stream.readNBytes(9), StandardCharsets.UTF_8)).isEqualTo("data: 1\n\n");
      assertThat(new String(stream.readAllBytes(), StandardCharsets.UTF_8))
          .isEqualTo("data: 2\n\n");
      assertThat(System.nanoTime() - before).isGreaterThan(300_000_000);
    }
    assertThat(response.headers().firstValue("content-type")).contains("text/event-stream");
  }

  @Test
  void answersWithoutBodyStayWithout() throws Exception {
    assertThat(rig.get("/unchanged").statusCode()).isEqualTo(304);
    assertThat(rig.get("/unchanged").headers().firstValue("etag")).contains("\"1\"");
    assertThat(rig.get("/unchanged").headers().firstValue("transfer-encoding")).isEmpty();
    assertThat(rig.get("/empty").statusCode()).isEqualTo(204);
    var head = rig.request("/").HEAD().build();
    assertThat(
            rig.client.send(head, BodyHandlers.ofString()).headers().firstValue("content-length"))
        .contains("3");
  }

  @Test
  void answerWithAnUnreadableExpiryPasses() throws Exception {
    var response = rig.get("/odd-expiry");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo("one");
    assertThat(response.headers().firstValue("expires")).contains("0");
    assertThat(response.headers().firstValue("keep-alive")).isEmpty();
    assertThat(application.asked).hasValue(1);
  }

  @Test
  void answerThatBreaksOffIsSeenAsBrokenOff() {
    assertThatThrownBy(() -> rig.get("/half")).isInstanceOf(IOException.class);
  }

  @Test
  void oldClientsAreServed() throws Exception {
    assertThat(raw("GET /events HTTP/1.0\r\n\r\n")).startsWith("HTTP/1.0 200").contains("data: 2");
  }

  @Test
  void oversizedHeadersAreRefused() throws Exception {
    var request = "GET / HTTP/1.1\r\nHost: x\r\nA: " + "a".repeat(100_000) + "\r\n\r\n";
    assertThat(raw(request)).startsWith("HTTP/1.1 431");
    assertThat(application.asked).hasValue(0);
  }

  @Test
  void requestThatUpgradesToSomethingUnknownIsServedAsHttp() throws Exception {
    var request =
        """
        GET /headers HTTP/1.1
        Host: x
        Connection: Upgrade, HTTP2-Settings
        Upgrade: h2c
        HTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA

        GET / HTTP/1.1
        Host: x
        Connection: close

        """
            .replace("\n", "\r\n");
    assertThat(raw(request)).startsWith("HTTP/1.1 200").doesNotContain("http2-settings");
  }

  @Test
  void requestsInFlightAreCounted() throws Exception {
    var slow = rig.client.sendAsync(rig.request("/slow").build(), BodyHandlers.ofString());
    Rig.await(() -> rig.inFlight(application) == 1);
    slow.get();
    Rig.await(() -> rig.inFlight(application) == 0);
    assertThatThrownBy(() -> rig.get("/half")).isInstanceOf(IOException.class);
    Rig.await(() -> rig.inFlight(application) == 0);
  }

  @Test
  void clientThatGoesAwayIsNoLongerCounted() throws Exception {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), rig.port)) {
      write(socket, "GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
      Rig.await(() -> rig.inFlight(application) == 1);
    }
    Rig.await(() -> rig.inFlight(application) == 0);
  }

  private String raw(String request) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), rig.port)) {
      socket.setSoTimeout(5000);
      write(socket, request);
      var answer = socket.getInputStream().readAllBytes();
      return new String(Arrays.copyOf(answer, answer.length), StandardCharsets.ISO_8859_1);
    }
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
  }
}
