package dev.cairn.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.core.Role;
import dev.cairn.db.TestDatabase;
import dev.cairn.db.Transaction;
import io.javalin.config.RoutesConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What somebody without an account can occupy: little, and never another's. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StrangersTest {
  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  private static final String FORM = "Content-Type: application/x-www-form-urlencoded\r\n";

  /** What PostgreSQL says where a table's file cannot grow. */
  private static int noRoom(Transaction transaction) {
    return transaction
        .handle()
        .execute(
            "do $$ begin raise exception 'No space left on device'"
                + " using errcode = '53100'; end $$");
  }

  private static TestSite site;
  private final List<Socket> sockets = new ArrayList<>();

  @BeforeAll
  static void start() {
    site = new TestSite(DATABASE.state());
    site.start(
        new Site() {
          @Override
          public void register(RoutesConfig routes) {
            routes.get("/free", context -> context.result("free"));
            routes.post(
                "/stream",
                context ->
                    context.result("read " + context.bodyInputStream().readAllBytes().length));
            routes.get("/no-room", context -> DATABASE.state().transaction(StrangersTest::noRoom));
            routes.post(
                "/form",
                context -> {
                  var name = Optional.ofNullable(context.formParam("name")).orElse("");
                  context.result("read " + name.length());
                });
          }

          @Override
          public boolean asksWhoItself(String path) {
            return path.equals("/stream");
          }

          @Override
          public boolean isForPrograms(String path) {
            return true;
          }
        });
  }

  @AfterAll
  static void stop() {
    site.close();
  }

  @AfterEach
  void disconnect() throws IOException {
    for (var socket : sockets) {
      socket.close();
    }
  }

  @Test
  void aFormOfAStrangerIsShortOrNotRead() throws IOException {
    var small = form("name=" + "a".repeat(1000));
    assertThat(answer(small)).startsWith("HTTP/1.1 200").endsWith("read 1000");

    var socket = connect();
    write(
        socket,
        "POST /form HTTP/1.1\r\nHost: localhost\r\n" + FORM + "Content-Length: 900000\r\n\r\n");
    assertThat(firstLine(socket)).as("before a byte of it was sent").contains(" 413 ");

    var chunked = connect();
    write(
        chunked,
        "POST /form HTTP/1.1\r\nHost: localhost\r\n" + FORM + "Transfer-Encoding: chunked\r\n\r\n");
    assertThat(firstLine(chunked)).contains(" 411 ");
  }

  @Test
  void whoHasAnAccountMaySendAManifest() {
    var answer =
        site.send(
            site.request("/form")
                .header("Authorization", "Bearer " + site.token(Role.VIEWER))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("name=" + "a".repeat(900_000))));
    assertThat(answer.body()).isEqualTo("read 900000");
  }

  @Test
  void headsThatNeverEndGiveWayToWhoMeansIt() throws IOException {
    for (int i = 0; i < 2 * Clients.MOST_UNFINISHED; i++) {
      write(connect(), "GET /free HTTP/1.1\r\nHost: localhost\r\nA: " + "a".repeat(4000));
    }
    assertThat(site.send(site.request("/free")).body()).isEqualTo("free");
    assertThat(isClosed(sockets.getFirst())).as("the one that waited longest").isTrue();
  }

  @Test
  void formsThatNeverEndGiveWayToWhoMeansIt() throws IOException {
    for (int i = 0; i < 2 * Clients.MOST_UNFINISHED; i++) {
      write(
          connect(),
          "POST /form HTTP/1.1\r\nHost: localhost\r\n"
              + FORM
              + "Content-Length: 16000\r\n\r\nname="
              + "a".repeat(4000));
    }
    assertThat(answer(form("name=abc"))).endsWith("read 3");
    assertThat(isClosed(sockets.getFirst())).as("the one that waited longest").isTrue();
  }

  @Test
  void aBodyInChunksWithoutAnEndIsNotBegun() throws IOException {
    var socket = connect();
    write(
        socket,
        "POST /form HTTP/1.1\r\nHost: localhost\r\n"
            + FORM
            + "Transfer-Encoding: chunked\r\n\r\n"
            + ("1000\r\n" + "a".repeat(4096) + "\r\n").repeat(4));
    assertThat(firstLine(socket)).contains(" 411 ");
    assertThat(isClosed(socket)).as("nobody waits for the rest").isTrue();
  }

  @Test
  void noOtherProtocolIsSpoken() throws IOException {
    var upgrades =
        List.of(
            "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n",
            "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n");
    for (var upgrade : upgrades) {
      var socket = connect();
      write(socket, "GET /free HTTP/1.1\r\nHost: localhost\r\n" + upgrade + "\r\n");
      assertThat(firstLine(socket)).as(upgrade).containsPattern("^HTTP/1.1 (200|404) ");
    }
    var socket = connect();
    write(socket, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    assertThat(isClosed(socket)).as("of one that begins with HTTP/2").isTrue();
  }

  @Test
  void headsAreShort() throws IOException {
    var tooLong =
        List.of(
            "GET /free HTTP/1.1\r\nHost: localhost\r\nCookie: a=" + "b".repeat(60_000) + "\r\n",
            "GET /free?" + "a=1&".repeat(10_000) + " HTTP/1.1\r\nHost: localhost\r\n");
    for (var head : tooLong) {
      var socket = connect();
      write(socket, head + "\r\n");
      assertThat(firstLine(socket)).containsPattern(" (414|431) ");
    }
    assertThat(site.send(site.request("/free")).body()).isEqualTo("free");
  }

  /** Of a few bytes a field becomes a hundred: 395 such heads of 16,000 bytes ended the server. */
  @Test
  void headsHaveFewFields() throws IOException {
    assertThat(answer(head("aa:aa\r\n".repeat(90)) + "Connection: close\r\n\r\n")).endsWith("free");
    for (var many : List.of("aa:aa\r\n".repeat(150), "Cookie: a=b; c=d\r\n".repeat(60))) {
      var socket = connect();
      write(socket, head(many));
      assertThat(firstLine(socket)).as("though it does not end").contains(" 431 ");
      assertThat(isClosed(socket)).isTrue();
    }
  }

  @Test
  void eachRequestOfAConnectionHasItsFields() throws IOException {
    var some = head("aa:aa\r\n".repeat(60) + "Cookie: " + "a=b; ".repeat(60) + "\r\n");
    var request = some + "\r\n" + some + "Connection: close\r\n\r\n";
    assertThat(answer(request).split("HTTP/1.1 200", -1)).hasSize(3);
  }

  /** They are read before the body is there, which may never come. */
  @Test
  void headsHaveFewCookies() throws IOException {
    var few = "Cookie: " + "a=b;".repeat(90) + "\r\n";
    assertThat(answer(head(few) + "Connection: close\r\n\r\n")).endsWith("free");
    var socket = connect();
    write(socket, head("Cookie: " + "a=b;".repeat(3000) + "\r\n") + "Content-Length: 9\r\n\r\n");
    assertThat(firstLine(socket)).contains(" 431 ");
  }

  private static String head(String fields) {
    return "GET /free HTTP/1.1\r\nHost: localhost\r\n" + fields;
  }

  /** Behind a body there are fields as well, which come as late as they like. */
  @Test
  void nothingMoreIsReadOfManyFieldsBehindABody() throws IOException {
    var socket = connect();
    write(
        socket,
        "POST /stream HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n"
            + "aa:aa\r\n".repeat(150));
    assertThat(isClosed(socket)).isTrue();
  }

  @Test
  void onAFullDiskTheCauseIsNamed() {
    var answer = site.send(site.request("/no-room"));
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).contains("disk-full", "Free some space").doesNotContain("internal");
  }

  @Test
  void whatCannotBeReadIsNoFaultOfCairns() throws IOException {
    assertThat(answer(form("name=%zz"))).doesNotContain(" 500 ");
    assertThat(site.raw("GET /free?a=%zz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
        .doesNotContain(" 500 ");
  }

  private String form(String body) {
    return "POST /form HTTP/1.1\r\nHost: localhost\r\n"
        + FORM
        + "Connection: close\r\nContent-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  private String answer(String request) throws IOException {
    var socket = connect();
    write(socket, request);
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  private static String firstLine(Socket socket) throws IOException {
    var line = new StringBuilder();
    for (int c = socket.getInputStream().read(); c >= 0 && c != '\n'; ) {
      line.append((char) c);
      c = socket.getInputStream().read();
    }
    return line.toString();
  }

  private Socket connect() throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), site.port());
    socket.setSoTimeout(10_000);
    sockets.add(socket);
    return socket;
  }

  private static boolean isClosed(Socket socket) throws IOException {
    try {
      while (socket.getInputStream().read() >= 0) {
        // what it was answered before
      }
      return true;
    } catch (SocketException reset) {
      return true;
    }
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
  }
}
