package dev.cairn.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.core.ReadyWait;
import dev.cairn.core.Role;
import dev.cairn.db.TestDatabase;
import io.javalin.config.RoutesConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What one user can occupy: much, and never all of it. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SharesTest {
  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  private static final Duration SOON = Duration.ofSeconds(15);
  private static final Duration ARRIVAL = Duration.ofSeconds(5);
  private static final AtomicInteger WAITING = new AtomicInteger();
  private static final CountDownLatch END = new CountDownLatch(1);
  private static TestSite site;
  private final List<Socket> sockets = new ArrayList<>();

  @BeforeAll
  static void start() {
    site = new TestSite(DATABASE.state());
    site.arrival = ARRIVAL;
    site.start(
        new Site() {
          @Override
          public void register(RoutesConfig routes) {
            routes.get("/free", context -> context.result("free"));
            routes.get(
                "/follow",
                context ->
                    ClientStream.answer(
                        context,
                        "text/plain",
                        () -> true,
                        client -> {
                          WAITING.incrementAndGet();
                          while (!client.hasGone() && END.getCount() > 0) {
                            pause();
                          }
                          WAITING.decrementAndGet();
                        }));
            routes.post("/read", context -> context.result("read " + context.body().length()));
          }

          @Override
          public boolean isForPrograms(String path) {
            return true;
          }
        });
  }

  private static void pause() {
    try {
      var _ = END.await(50, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @AfterAll
  static void stop() {
    END.countDown();
    site.close();
  }

  @AfterEach
  void disconnect() throws IOException {
    for (var socket : sockets) {
      socket.close();
    }
  }

  @Test
  void whoFollowsALotKeepsNobodyElseOut() throws IOException {
    var viewer = site.token(Role.VIEWER);
    for (int i = 0; i < Shares.MOST_REQUESTS_OF_A_USER; i++) {
      send("GET /follow HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + viewer + "\r\n");
    }
    ReadyWait.upTo(SOON).until("all follow", () -> WAITING.get() == Shares.MOST_REQUESTS_OF_A_USER);

    var refused = site.get("/free", viewer);
    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.body()).contains("too-many-requests");
    assertThat(site.get("/free", site.token(Role.ADMIN)).body()).isEqualTo("free");

    disconnect();
    ReadyWait.upTo(SOON)
        .until("they were let go", () -> site.get("/free", viewer).statusCode() == 200);
  }

  @Test
  void fourUsersTogetherKeepNoFifthOut() {
    var shares = new Shares();
    int taken = 0;
    for (var user : List.of("a", "b", "c", "d")) {
      while (shares.take(user, 0)) {
        taken++;
      }
    }
    assertThat(taken).isLessThan(Shares.MOST_REQUESTS);
    for (int i = 0; i < 10; i++) {
      for (int j = 0; j < Shares.MOST_REQUESTS / 100; j++) {
        assertThat(shares.take("small" + i, 0)).as("of user %d: %d", i, j).isTrue();
      }
      assertThat(shares.take("small" + i, 0)).isFalse();
    }
    assertThat(shares.take("one too many", 0)).as("there is an end").isFalse();
    shares.giveBack("a", 0);
    assertThat(shares.take("a", 0)).as("who has many").isFalse();
    assertThat(shares.take("one too many", 0)).isTrue();
  }

  @Test
  void twoUsersWithLargeFilesKeepNoSmallOnesOut() {
    var shares = new Shares();
    for (var user : List.of("a", "b")) {
      while (shares.take(user, WebServer.MOST_BODY / 4)) {}
    }
    for (int i = 0; i < 10; i++) {
      assertThat(shares.take("small" + i, WebServer.MOST_BODY / 32)).as("of user %d", i).isTrue();
    }
  }

  @Test
  void whatDripsIsEnded() throws IOException {
    var begun =
        List.of(
            "GET /free HTTP/1.1\r\nHost: localhost\r\n",
            "POST /read HTTP/1.1\r\nHost: localhost\r\nContent-Length: 16000\r\n\r\n",
            "POST /read HTTP/1.1\r\nHost: localhost\r\nContent-Length: 16000\r\nAuthorization: Bearer "
                + site.token(Role.VIEWER)
                + "\r\n\r\n");
    long began = System.nanoTime();
    for (var beginning : begun) {
      connect(beginning);
    }
    for (var socket : sockets) {
      ReadyWait.upTo(SOON).until("it is ended", () -> !takes(socket, "a: a\r\n"));
    }
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(ARRIVAL.dividedBy(2));
  }

  private static boolean takes(Socket socket, String more) {
    try {
      socket.getOutputStream().write(more.getBytes(StandardCharsets.ISO_8859_1));
      return true;
    } catch (IOException ended) {
      return false;
    }
  }

  @Test
  void largeFilesThatDoNotEndAreFewAtATime() throws IOException {
    var viewer = site.token(Role.VIEWER);
    var head =
        "POST /read HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: "
            + WebServer.MOST_BODY
            + "\r\nAuthorization: Bearer "
            + viewer
            + "\r\n";
    for (int i = 0; i < 5; i++) {
      send(head);
    }
    // Two of them wait for what does not come; the others are answered without being read.
    ReadyWait.upTo(SOON).until("three were refused", () -> answered() >= 3);

    var large = "a".repeat(WebServer.MOST_BODY);
    var read =
        site.send(
            site.request("/read")
                .header("Authorization", "Bearer " + site.token(Role.OPERATOR))
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString(large)));
    assertThat(read.body()).isEqualTo("read " + large.length());
    assertThat(site.get("/free", viewer).statusCode()).isEqualTo(200);
  }

  private long answered() {
    return sockets.stream().filter(SharesTest::isAnswered).count();
  }

  private static boolean isAnswered(Socket socket) {
    try {
      return socket.getInputStream().available() > 0;
    } catch (IOException e) {
      return true;
    }
  }

  @Test
  void aFormHasNoMoreFieldsThanAPage() {
    var form = "a=&".repeat(Gate.MOST_FIELDS);
    var answer =
        site.send(
            site.request("/read")
                .header("Authorization", "Bearer " + site.token(Role.VIEWER))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form)));
    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(answer.body()).contains("fields");
  }

  private void send(String head) throws IOException {
    connect(head + "\r\n");
  }

  private Socket connect(String beginning) throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), site.port());
    sockets.add(socket);
    socket.getOutputStream().write(beginning.getBytes(StandardCharsets.ISO_8859_1));
    return socket;
  }
}
