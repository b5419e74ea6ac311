package dev.cairn.provider.local.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.cairn.core.StageRef;
import dev.cairn.process.Processes;
import dev.cairn.process.SystemUsers;
import dev.cairn.provider.Router.Route;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EdgeCheckTest {
  private static final Duration STEP = Duration.ofSeconds(5);

  @TempDir Path home;
  private final List<ServerSocket> sockets = new ArrayList<>();
  private final Set<Integer> asked = ConcurrentHashMap.newKeySet();
  private final AtomicInteger turnedAway = new AtomicInteger();
  private Optional<HttpServer> page = Optional.empty();
  private EdgeRouter router;
  private EdgeCheck check;
  private final AtomicLong now = new AtomicLong();

  /** What somebody does who is asked. */
  private interface Answer {
    void to(Socket client) throws IOException;
  }

  @BeforeEach
  void user() {
    new SystemUsers(new Processes()).ensure(home);
    check = new EdgeCheck(home.resolve("edge/routes.json"), now::get);
    router = new EdgeRouter(home, "127.0.0.1", () -> SharedSettings.NONE, check, Clock.systemUTC());
  }

  @AfterEach
  void close() throws IOException {
    for (var socket : sockets) {
      socket.close();
    }
    page.ifPresent(it -> it.stop(0));
  }

  private ServerSocket listen() throws IOException {
    var socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    sockets.add(socket);
    return socket;
  }

  private int listen(Answer answer) throws IOException {
    var socket = listen();
    Thread.ofVirtual().start(() -> answerAll(socket, answer));
    return socket.getLocalPort();
  }

  private void answerAll(ServerSocket socket, Answer answer) {
    while (!socket.isClosed()) {
      try (var client = socket.accept()) {
        asked.add(socket.getLocalPort());
        answer.to(client);
      } catch (IOException gone) {
        // The next one, unless it is closed.
      }
    }
  }

  private void route(Integer... ports) {
    router.apply(
        List.of(ports).stream()
            .map(port -> new Route(stage(port), port, Optional.empty(), List.of(), false, false))
            .collect(Collectors.toMap(Route::stage, Function.identity())));
  }

  private static StageRef stage(int port) {
    return StageRef.parse("s" + port + "/dev");
  }

  private static void refuse(Socket client) throws IOException {
    client.getInputStream().read();
    client.getOutputStream().write("HTTP/1.1 421".getBytes(StandardCharsets.US_ASCII));
  }

  private void turnAway(Socket client) throws IOException {
    turnedAway.incrementAndGet();
    client.setSoLinger(true, 0);
  }

  private static void hangUp(Socket client) throws IOException {
    client.setSoLinger(true, 0);
  }

  private static void staySilent(Socket client) throws IOException {
    client.getInputStream().readAllBytes();
  }

  /**
   * The edge's own page.
   *
   * @param stage whose clients it turns away
   * @param troubles ports that it cannot have
   */
  private void showPage(String stage, Integer... troubles) throws IOException {
    int port = RoutesDocument.find(home.resolve("edge/routes.json")).orElseThrow().statusPort();
    var shown = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    page = Optional.of(shown);
    shown.createContext(
        "/status",
        exchange -> {
          var bytes = status(stage, List.of(troubles)).getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, bytes.length);
          try (var out = exchange.getResponseBody()) {
            out.write(bytes);
          }
        });
    shown.start();
  }

  private String status(String stage, List<Integer> troubles) {
    return """
        {"revision": 1, "pid": 1, "inFlight": {}, "troubles": [%s], "latencyBuckets": [1],
         "stages": {"%s": {"requests": 0, "errors": 0, "latency": [0, 0],
           "refused": {"too-many-connections": %d}}}}
        """
        .formatted(
            troubles.stream()
                .map("{\"port\": %d, \"problem\": \"taken\"}"::formatted)
                .collect(Collectors.joining(", ")),
            stage,
            turnedAway.get());
  }

  private boolean askAfter(Duration later) {
    now.addAndGet(later.toNanos());
    return check.serves();
  }

  /** The one that is asked first answers once all others are asked too, and nobody else does. */
  @Test
  void allPortsAreAskedAtOnce() throws IOException {
    var all = new CountDownLatch(Doors.MOST_ASKED);
    var anyAsked = new AtomicBoolean();
    Answer first =
        client -> {
          boolean isFirst = anyAsked.compareAndSet(false, true);
          all.countDown();
          try {
            all.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          if (isFirst) {
            refuse(client);
          }
          client.getInputStream().readAllBytes();
        };
    route(listen(first), listen(first), listen(first));

    assertThat(check.serves()).isTrue();
  }

  @Test
  void allStagesAreAskedInTurnAFewAtATime() throws IOException {
    var ports = new ArrayList<Integer>();
    for (int i = 0; i < 10; i++) {
      ports.add(listen(EdgeCheckTest::refuse));
    }
    route(ports.toArray(Integer[]::new));
    var seen = new HashSet<Integer>();
    for (int round = 0; round < 5; round++) {
      asked.clear();
      assertThat(askAfter(STEP)).isTrue();
      assertThat(asked).hasSizeBetween(1, Doors.MOST_ASKED);
      seen.addAll(asked);
    }
    assertThat(seen).containsExactlyInAnyOrderElementsOf(ports);
    assertThat(router.looks()).hasSize(10).allSatisfy((stage, why) -> assertThat(why).isEmpty());

    route(ports.getFirst());
    assertThat(askAfter(STEP)).isTrue();
    assertThat(router.looks()).as("no route leads to the others").hasSize(1);
  }

  @Test
  void whoTurnsClientsAwayAsItIsFullDoesNotHang() throws IOException {
    int full = listen(this::turnAway);
    route(full);
    showPage(stage(full).toString());
    for (int i = 0; i < 4; i++) {
      assertThat(askAfter(STEP)).isTrue();
    }
    assertThat(router.looks()).containsEntry(stage(full), Optional.empty());
    assertThat(router.trouble(full)).isEmpty();
  }

  @Test
  void whoSaysThatItHasTooManyDoesNotHangEither() throws IOException {
    route(
        listen(
            client -> {
              client.getInputStream().read();
              client.getOutputStream().write("HTTP/1.1 503 ".getBytes(StandardCharsets.US_ASCII));
            }));
    assertThat(askAfter(STEP)).isTrue();
  }

  @Test
  void whoHangsUpAndCountsItNotHangs() throws IOException {
    int broken = listen(EdgeCheckTest::hangUp);
    route(broken);
    showPage(stage(broken).toString());
    assertThat(askAfter(STEP)).isFalse();
    assertThat(askAfter(STEP)).isFalse();
    assertThat(router.trouble(broken)).contains("the edge hangs up there without an answer");
  }

  @Test
  void anotherStageThatIsFullIsNoExcuse() throws IOException {
    int broken = listen(EdgeCheckTest::hangUp);
    route(broken);
    showPage("shop/dev");
    turnedAway.set(9);
    assertThat(askAfter(STEP)).isFalse();
  }

  @Test
  void thePageAloneIsNobodyWhoServes() throws IOException {
    route(listen(EdgeCheckTest::staySilent));
    showPage("notes/dev");
    assertThat(askAfter(STEP)).isFalse();
  }

  @Test
  void portsThatAreKeptFromItAreNoHang() throws IOException {
    var free = listen();
    int taken = free.getLocalPort();
    free.close();
    route(taken);
    assertThat(askAfter(STEP)).isFalse();
    showPage("notes/dev", taken);
    assertThat(askAfter(STEP)).isTrue();
    assertThat(router.looks())
        .containsEntry(stage(taken), Optional.of("the edge does not listen there"));
  }

  @Test
  void aStageThatIsNotServedForSomeSecondsIsNamedUntilItIs() throws IOException {
    var answers = new AtomicBoolean(true);
    int changing =
        listen(
            client -> {
              if (answers.get()) {
                refuse(client);
              }
            });
    int well = listen(EdgeCheckTest::refuse);
    route(changing, well);
    showPage("notes/dev");
    assertThat(askAfter(STEP)).isTrue();

    answers.set(false);
    assertThat(askAfter(STEP)).as("others are served").isTrue();
    assertThat(router.looks()).as("for a moment").containsEntry(stage(changing), Optional.empty());
    assertThat(askAfter(STEP)).isTrue();
    assertThat(router.looks().get(stage(changing)))
        .contains("the edge hangs up there without an answer");
    assertThat(router.looks()).containsEntry(stage(well), Optional.empty());
    assertThat(router.trouble(changing)).isPresent();
    assertThat(router.trouble(well)).isEmpty();

    answers.set(true);
    assertThat(router.trouble(changing)).as("asked again").isEmpty();
    assertThat(router.looks()).containsEntry(stage(changing), Optional.empty());
  }
}
