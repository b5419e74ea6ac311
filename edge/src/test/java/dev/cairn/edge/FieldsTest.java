package dev.cairn.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fields are bounded by their number, whoever sends them: each takes far more than its bytes. */
class FieldsTest {
  private static final String HEAD = "GET /headers HTTP/1.1\r\nHost: a\r\n";
  private static final String CHUNKED =
      "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n";
  private static final String UPGRADE =
      """
      GET / HTTP/1.1\r
      Host: a\r
      Connection: Upgrade\r
      Upgrade: websocket\r
      Sec-WebSocket-Version: 13\r
      Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
      \r
      """;

  @TempDir Path directory;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private Application application;
  private ServerSocket answering;
  private Rig rig;
  private int otherPort;
  private volatile String answer = "";

  @BeforeEach
  void start() throws Exception {
    application = new Application("one");
    answering = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::answerAll);
    otherPort = Application.freePort();
    rig = new Rig(directory);
    rig.writeRoutes(
        route("notes/dev", rig.port, application.port),
        route("shop/dev", otherPort, answering.getLocalPort()));
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
    rig.close();
    application.close();
    answering.close();
    for (var socket : sockets) {
      socket.close();
    }
  }

  /** An application that says the same to each request, and waits for the next. */
  private void answerAll() {
    try {
      while (true) {
        var client = answering.accept();
        sockets.add(client);
        Thread.ofVirtual().start(() -> answerEach(client));
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private void answerEach(Socket client) {
    try {
      var requests =
          new BufferedReader(
              new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1));
      for (var line = requests.readLine(); line != null; line = requests.readLine()) {
        if (line.isEmpty()) {
          write(client, answer);
        }
      }
    } catch (IOException closed) {
      // The edge has gone.
    }
  }

  private static String fields(int count) {
    return "a:\r\n".repeat(count);
  }

  @Test
  void manyFieldsPassBothWays() throws Exception {
    var request = rig.request("/headers");
    for (int i = 0; i < 150; i++) {
      request.header("x-" + i, "y");
    }
    var passed = rig.client.send(request.build(), BodyHandlers.ofString());
    assertThat(passed.statusCode()).isEqualTo(200);
    assertThat(new JsonObject(passed.body()).fieldNames()).contains("x-0", "x-149");

    answer =
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n" + "Set-Cookie: a=1\r\n".repeat(150) + "\r\nhi";
    var answered = get(otherPort);
    assertThat(answered.body()).isEqualTo("hi");
    assertThat(answered.headers().allValues("set-cookie")).hasSize(150);
  }

  @Test
  void eachRequestOfAConnectionIsCountedAlone() throws Exception {
    var socket = connect(rig.port);
    for (int i = 0; i < 3; i++) {
      write(socket, HEAD + fields(150) + "\r\n");
      var answer = answerOn(socket);
      assertThat(answer).startsWith("HTTP/1.1 200");
    }
  }

  /** Answers of {@code /headers} have a length and no end of line. */
  private static String answerOn(Socket socket) throws IOException {
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) socket.getInputStream().read());
    }
    var length = head.toString().toLowerCase(java.util.Locale.ROOT).split("content-length: ", 2)[1];
    socket.getInputStream().readNBytes(Integer.parseInt(length.split("\r\n", 2)[0]));
    return head.toString();
  }

  @Test
  void aHeadOfManyMoreEndsBeforeItIsWhole() throws Exception {
    var socket = connect(rig.port);
    write(socket, HEAD + fields(Limits.FIELDS + 1));
    assertThat(rest(socket)).startsWith("HTTP/1.1 431");
    assertThat(application.asked).hasValue(0);
  }

  @Test
  void atTheStatusPageFewerDo() throws Exception {
    var socket = connect(rig.statusPort);
    write(socket, "GET /status HTTP/1.1\r\n" + fields(Limits.STATUS_FIELDS + 1));
    assertThat(rest(socket)).startsWith("HTTP/1.1 431");
    assertThat(rig.status().containsKey("revision")).isTrue();
    assertThat(rig.serves()).isTrue();
  }

  @Test
  void aTrailerOfManyMoreEndsTheConnection() throws Exception {
    var few = connect(rig.port);
    write(
        few, CHUNKED.replace("\r\n\r\n1", "\r\nConnection: close\r\n\r\n1") + fields(20) + "\r\n");
    assertThat(rest(few)).startsWith("HTTP/1.1 200");

    var socket = connect(otherPort); // where nobody else ends it
    write(socket, CHUNKED + fields(Limits.FIELDS + 1));
    assertEnds(socket);
    assertThat(rig.get("/").statusCode()).isEqualTo(200);
  }

  @Test
  void anAnswerOfManyMoreIsNone() throws Exception {
    for (var status : List.of("200 OK", "103 Early Hints", "304 Not Modified")) {
      answer = "HTTP/1.1 " + status + "\r\n" + fields(300);
      var answered = get(otherPort);
      assertThat(answered.statusCode()).as(status).isEqualTo(502);
      assertThat(answered.body()).as(status).contains("too-many-fields");
      assertThat(rig.get("/").statusCode()).as(status).isEqualTo(200);
    }
  }

  @Test
  void soIsOneToAHandshake() throws Exception {
    for (var status : List.of("403 Forbidden", "101 Switching Protocols")) {
      answer = "HTTP/1.1 " + status + "\r\n" + fields(300);
      var socket = connect(otherPort);
      write(socket, UPGRADE);
      assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
          .as(status)
          .isEqualTo("HTTP/1.1 502");
    }
  }

  @Test
  void aTrailerOfManyMoreEndsTheAnswer() throws Exception {
    answer = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n" + fields(300);
    var socket = connect(otherPort);
    write(socket, HEAD + "\r\n");
    assertThat(rest(socket)).startsWith("HTTP/1.1 200").doesNotContain("\r\n0\r\n");
    assertThat(rig.get("/").statusCode()).isEqualTo(200);
  }

  private java.net.http.HttpResponse<String> get(int port) throws Exception {
    return rig.client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
            .timeout(Duration.ofSeconds(10))
            .build(),
        BodyHandlers.ofString());
  }

  private Socket connect(int port) throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(10_000);
    sockets.add(socket);
    return socket;
  }

  private static String rest(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  private static void assertEnds(Socket socket) throws IOException {
    try {
      assertThat(socket.getInputStream().readAllBytes()).isNotNull();
    } catch (SocketException reset) {
      assertThat(reset).hasMessageContaining("reset");
    }
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
  }
}
