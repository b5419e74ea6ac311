package dev.cairn.web.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.access.Action;
import dev.cairn.api.ApiClient;
import dev.cairn.core.Actor;
import dev.cairn.core.Role;
import dev.cairn.db.TestDatabase;
import dev.cairn.operation.NewOperation;
import dev.cairn.operation.Plan;
import dev.cairn.operation.PlannedStep;
import dev.cairn.web.TestSite;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StreamsTest {
  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  @TempDir Path directory;

  @Test
  void lastLinesComeAndNothingElse() throws Exception {
    var file = directory.resolve("log");
    Files.writeString(file, "one\ntwo\nthree\n");
    try (var site = serving(file, new CountDownLatch(1))) {
      var token = site.token(Role.VIEWER);
      assertThat(site.get("/api/v1/log?lines=2", token).body()).isEqualTo("two\nthree\n");
      assertThat(site.get("/api/v1/log?lines=0", token).body()).isEmpty();
      assertThat(site.get("/api/v1/log?lines=9", token).body()).isEqualTo("one\ntwo\nthree\n");
      Files.writeString(file, "no end");
      assertThat(site.get("/api/v1/log?lines=1", token).body()).isEqualTo("no end");
      Files.delete(file);
      assertThat(site.get("/api/v1/log", token).body()).isEmpty();
    }
  }

  @Test
  void logBeginsBehindWhatWasGivenBackAndGoesOnBeforeWhatWasPutAside() throws Exception {
    var file = directory.resolve("log");
    try (var sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.seek(40L * 4096);
      sparse.write("half\none\ntwo\n".getBytes(StandardCharsets.UTF_8));
    }
    try (var site = serving(file, new CountDownLatch(1))) {
      var token = site.token(Role.VIEWER);
      assertThat(site.get("/api/v1/log?lines=1", token).body()).isEqualTo("two\n");
      assertThat(site.get("/api/v1/log?lines=9", token).body()).isEqualTo("half\none\ntwo\n");
      Files.move(file, directory.resolve("log.1"));
      Files.writeString(file, "three\n");
      assertThat(site.get("/api/v1/log?lines=2", token).body()).isEqualTo("two\nthree\n");
      assertThat(site.get("/api/v1/log?lines=1", token).body()).isEqualTo("three\n");
      Files.writeString(file, "");
      assertThat(site.get("/api/v1/log?lines=1", token).body()).isEqualTo("two\n");
    }
  }

  @Test
  void followingGoesOnThroughTruncationAndRotationAndEndsWithTheClient() throws Exception {
    var file = directory.resolve("log");
    Files.writeString(file, "old\n");
    var ended = new CountDownLatch(1);
    try (var site = serving(file, ended)) {
      try (var socket = new Socket(InetAddress.getLoopbackAddress(), site.port())) {
        socket
            .getOutputStream()
            .write(
                ("GET /api/v1/log?follow=true HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                        + site.token(Role.VIEWER)
                        + "\r\n\r\n")
                    .getBytes(StandardCharsets.UTF_8));
        var lines =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        await(lines, "old");
        Files.writeString(file, "added\n", StandardOpenOption.APPEND);
        await(lines, "added");
        Files.writeString(file, "cut\n");
        await(lines, "cut");
        Files.writeString(file, "before the move\n", StandardOpenOption.APPEND);
        Files.move(file, directory.resolve("log.1"));
        await(lines, "before the move");
        Files.writeString(file, "rotated, and longer than before\n");
        await(lines, "rotated, and longer than before");
        assertThat(ended.getCount()).isEqualTo(1);
      }
      assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void followingEndsWhenTheTokenIsRevoked() throws Exception {
    var file = directory.resolve("log");
    Files.writeString(file, "old\n");
    var ended = new CountDownLatch(1);
    try (var site = serving(file, ended)) {
      var issued =
          site.tokens.create(
              Actor.CAIRN, TestSite.userOf(Role.VIEWER), "lent", Optional.<Duration>empty());
      try (var socket = new Socket(InetAddress.getLoopbackAddress(), site.port())) {
        socket
            .getOutputStream()
            .write(
                ("GET /api/v1/log?follow=true HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                        + issued.secret().reveal()
                        + "\r\n\r\n")
                    .getBytes(StandardCharsets.UTF_8));
        var lines =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        await(lines, "old");
        site.tokens.revoke(Actor.CAIRN, issued.token().id());
        assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
        Files.writeString(file, "secret of tomorrow\n", StandardOpenOption.APPEND);
        assertThat(lines.readAllLines()).doesNotContain("secret of tomorrow");
      }
    }
  }

  private static void await(BufferedReader lines, String wanted) throws Exception {
    for (var line = lines.readLine(); !wanted.equals(line); line = lines.readLine()) {
      assertThat(line).as("before " + wanted).isNotNull();
    }
  }

  /** One route that serves the file, and tells when its stream has ended. */
  private static TestSite serving(Path file, CountDownLatch ended) {
    var site = new TestSite(DATABASE.state());
    Noun log =
        () ->
            List.of(
                Route.get(
                        "log",
                        Action.READ,
                        request -> {
                          var stream = (Answer.Stream) LogFile.answer(file, request);
                          return new Answer.Stream(
                              stream.contentType(),
                              client -> {
                                stream.writer().write(client);
                                ended.countDown();
                              });
                        })
                    .query("lines", "follow"));
    return site.start(new RestApi(site.callers, site.authorizer, List.of(log)));
  }

  @Test
  void operationIsWatchedToItsEnd() throws Exception {
    var test = new TestApi(DATABASE.state());
    try (var site = test.site.start(test.api)) {
      var token = site.token(Role.VIEWER);
      var operation =
          DATABASE
              .state()
              .transaction(
                  handle ->
                      test.operations.open(
                          handle,
                          new NewOperation(
                              new Plan("rest", List.of(new PlannedStep("wait", "Wait"))),
                              "notes/dev",
                              "Rest",
                              Actor.CAIRN,
                              Map.of(),
                              Optional.empty())));
      var client =
          new ApiClient(URI.create("http://127.0.0.1:" + site.port()), () -> Optional.of(token));
      var first = new CountDownLatch(1);
      var seen = new ArrayList<String>();
      var watcher =
          Thread.ofVirtual()
              .start(
                  () ->
                      client.watch(
                          operation.id().toString(),
                          view -> {
                            seen.add(view.status() + " " + view.cancelRequested());
                            first.countDown();
                          }));
      assertThat(first.await(10, TimeUnit.SECONDS)).isTrue();
      DATABASE
          .state()
          .transaction(
              handle ->
                  handle
                      .handle()
                      .execute("update operation set status = 'CANCELLED', finished_at = now()"));
      assertThat(watcher.join(Duration.ofSeconds(15))).isTrue();
      assertThat(seen).containsExactly("open false", "cancelled false");
    }
  }
}
