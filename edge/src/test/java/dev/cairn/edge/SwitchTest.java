package dev.cairn.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SwitchTest {
  @TempDir Path directory;
  private Application one;
  private Rig rig;

  @BeforeEach
  void start() throws Exception {
    one = new Application("one");
    rig = new Rig(directory).to(one);
  }

  @AfterEach
  void stop() throws Exception {
    rig.close();
    one.close();
  }

  @Test
  void switchingUnderLoadLosesNoRequest() throws Exception {
    Queue<String> failures = new ConcurrentLinkedQueue<>();
    var served = new AtomicInteger();
    var on = new AtomicBoolean(true);
    try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 8; i++) {
        boolean post = i % 2 == 0;
        clients.execute(() -> visitWhile(on, post, served, failures));
      }
      var live = one;
      for (int release = 2; release < 8; release++) {
        var next = new Application("release " + release);
        awaitMore(served);
        rig.to(next);
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
    assertThat(served.get()).isGreaterThan(100);
  }

  @Test
  void applicationKilledAndStartedAgainLosesNoRepeatableRequest() throws Exception {
    Queue<String> failures = new ConcurrentLinkedQueue<>();
    var served = new AtomicInteger();
    var on = new AtomicBoolean(true);
    try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 6; i++) {
        clients.execute(() -> visitWhile(on, false, served, failures));
      }
      for (int i = 0; i < 3; i++) {
        awaitMore(served);
        one.close();
        TimeUnit.MILLISECONDS.sleep(200);
        one = new Application("one", one.port);
      }
      awaitMore(served);
      on.set(false);
    }
    assertThat(failures).isEmpty();
    assertThat(served.get()).isGreaterThan(100);
  }

  /** However slow the machine is: whatever comes next happens among many requests. */
  private static void awaitMore(AtomicInteger served) throws Exception {
    int before = served.get();
    Rig.await(() -> served.get() > before + 30);
  }

  private void visitWhile(
      AtomicBoolean on, boolean post, AtomicInteger served, Queue<String> failures) {
    while (on.get()) {
      var request = rig.request("/echo");
      try {
        var response =
            rig.client.send(
                post ? request.POST(BodyPublishers.ofString("x")).build() : request.build(),
                BodyHandlers.ofString());
        if (response.statusCode() != 200) {
          failures.add(response.statusCode() + " " + response.body());
        }
        served.incrementAndGet();
      } catch (Exception e) {
        failures.add(e.toString());
      }
    }
  }

  @Test
  void requestInFlightFinishesAtTheOldUpstream() throws Exception {
    try (var two = new Application("two")) {
      var slow = rig.client.sendAsync(rig.request("/slow").build(), BodyHandlers.ofString());
      Rig.await(() -> rig.inFlight(one) == 1);
      rig.to(two);
      assertThat(rig.get("/").body()).isEqualTo("two");
      assertThat(rig.inFlight(one)).isEqualTo(1);
      assertThat(slow.get().body()).isEqualTo("one");
      Rig.await(() -> rig.inFlight(one) == 0);
    }
  }

  @Test
  void requestWaitsForAnApplicationThatStarts() throws Exception {
    int port = one.port;
    one.close();
    var waiting =
        rig.client.sendAsync(
            rig.request("/echo").POST(BodyPublishers.ofString("kept")).build(),
            BodyHandlers.ofString());
    TimeUnit.MILLISECONDS.sleep(500);
    assertThat(waiting).isNotDone();
    one = new Application("one again", port);
    assertThat(waiting.get().body()).isEqualTo("kept");
  }

  @Test
  void requestThatWaitsFollowsTheSwitch() throws Exception {
    one.close();
    try (var two = new Application("two")) {
      var waiting = rig.client.sendAsync(rig.request("/").build(), BodyHandlers.ofString());
      TimeUnit.MILLISECONDS.sleep(300);
      rig.to(two);
      assertThat(waiting.get().body()).isEqualTo("two");
    }
  }

  @Test
  void keptConnectionThatTheApplicationClosedIsReplaced() throws Exception {
    for (int i = 0; i < 4; i++) {
      assertThat(rig.get("/").statusCode()).isEqualTo(200);
      TimeUnit.MILLISECONDS.sleep(995); // the application closes idle connections after 1 s
    }
  }

  @Test
  void applicationThatHangsUpIsAskedOnceMoreAndThenNamed() throws Exception {
    var response = rig.get("/hang-up");
    assertThat(response.statusCode()).isEqualTo(502);
    assertThat(new JsonObject(response.body()).getString("code")).isEqualTo("application-hung-up");
    assertThat(one.asked).hasValue(2);
  }

  @Test
  void requestThatChangesSomethingIsNeverSentTwice() throws Exception {
    var request = rig.request("/hang-up").POST(BodyPublishers.noBody()).build();
    assertThat(rig.client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(502);
    assertThat(one.asked).hasValue(1);
  }

  @Test
  void deadApplicationIsAnsweredCalmlyAfterAWhile() throws Exception {
    rig.toUpstream("127.0.0.1:" + Application.freePort());
    long before = System.nanoTime();
    var response =
        rig.client.send(
            rig.request("/").header("Accept", "text/html,*/*").build(), BodyHandlers.ofString());
    assertThat(System.nanoTime() - before).isGreaterThan(TimeUnit.SECONDS.toNanos(9));
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.headers().firstValue("retry-after")).isPresent();
    assertThat(response.headers().firstValue("content-type").orElse("")).startsWith("text/html");
    assertThat(response.body()).contains("notes/dev").contains("connection refused");
    assertThat(rig.status().getJsonObject("inFlight")).isEmpty();
  }

  @Test
  void stageWithoutReleaseSaysSoAtOnce() throws Exception {
    rig.writeRoutes(new JsonObject().put("stage", "notes/dev").put("port", rig.port));
    rig.awaitRevision();
    var response = rig.get("/");
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(new JsonObject(response.body()).getString("code")).isEqualTo("no-live-release");
  }

  @Test
  void brokenFileLeavesTheRoutes() throws Exception {
    for (var broken :
        new String[] {"{\"revision\":", "[]", "{\"routes\":[{\"port\":\"x\"}]}", ""}) {
      rig.write(broken);
      TimeUnit.MILLISECONDS.sleep(150);
      assertThat(rig.get("/").body()).isEqualTo("one");
    }
    Files.delete(rig.file);
    TimeUnit.MILLISECONDS.sleep(150);
    assertThat(rig.get("/").body()).isEqualTo("one");
    try (var two = new Application("two")) {
      assertThat(rig.to(two).get("/").body()).isEqualTo("two");
    }
  }

  @Test
  void takenPortIsReportedAndTriedAgainWhileOthersServe() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      rig.writeRoutes(
          new JsonObject()
              .put("stage", "notes/dev")
              .put("port", rig.port)
              .put("upstream", "127.0.0.1:" + one.port),
          new JsonObject().put("stage", "shop/dev").put("port", taken.getLocalPort()));
      rig.awaitRevision();
      assertThat(rig.get("/").body()).isEqualTo("one");
      Rig.await(() -> rig.status().getJsonArray("troubles").toString().contains("already in use"));
    }
    Rig.await(() -> rig.status().getJsonArray("troubles").isEmpty());
  }

  @Test
  void removedRouteStopsListeningAndItsRequestsFinish() throws Exception {
    var slow = rig.client.sendAsync(rig.request("/slow").build(), BodyHandlers.ofString());
    Rig.await(() -> rig.inFlight(one) == 1);
    rig.writeRoutes();
    rig.awaitRevision();
    assertThat(slow.get().body()).isEqualTo("one");
    Rig.await(
        () -> {
          try {
            rig.get("/");
            return false;
          } catch (Exception refused) {
            return true;
          }
        });
  }
}
