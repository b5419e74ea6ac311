package dev.cairn.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The shared address over TLS, asked in HTTP/2. */
@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class Http2Test {
  private static final int MEBI = 1024 * 1024;

  @TempDir Path directory;
  private Application notes;
  private Application shop;
  private TlsRig rig;

  @BeforeEach
  void start() throws Exception {
    notes = new Application("notes");
    shop = new Application("shop");
    rig = new TlsRig(directory).to("127.0.0.1:" + notes.port, "127.0.0.1:" + shop.port);
  }

  @AfterEach
  void stop() throws Exception {
    rig.close();
    notes.close();
    shop.close();
  }

  private Frames frames() throws IOException {
    return new Frames(rig, TlsRig.NOTES);
  }

  @Test
  void bodiesPassBothWaysAtTheSameTime() throws Exception {
    var body = new byte[3 * MEBI];
    new Random(1).nextBytes(body);
    try (var client = rig.client(HttpClient.Version.HTTP_2)) {
      var answers = new ArrayList<CompletableFuture<HttpResponse<byte[]>>>();
      for (int i = 0; i < 8; i++) {
        var request =
            rig.request(TlsRig.NOTES, "/echo").POST(BodyPublishers.ofByteArray(body)).build();
        answers.add(client.sendAsync(request, BodyHandlers.ofByteArray()));
      }
      for (var each : answers) {
        var answer = each.get(60, TimeUnit.SECONDS);
        assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(body);
      }
    }
    Rig.await(() -> rig.edge.status().getJsonObject("inFlight").isEmpty());
  }

  @Test
  void theApplicationSeesHttp1() throws Exception {
    try (var client = rig.client(HttpClient.Version.HTTP_2)) {
      var headers =
          client.send(rig.request(TlsRig.NOTES, "/headers").build(), BodyHandlers.ofString());
      assertThat(headers.body())
          .contains("\"x-forwarded-proto\":\"https\"", "\"host\":\"" + TlsRig.NOTES);
      for (var path : List.of("/empty", "/unchanged", "/cookies", "/slow", "/events")) {
        var answer = client.send(rig.request(TlsRig.NOTES, path).build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(path).isIn(200, 204, 304);
        assertThat(answer.headers().map()).doesNotContainKeys("connection", "transfer-encoding");
      }
    }
  }

  @Test
  void curlUnderstandsIt() throws Exception {
    Assumptions.assumeTrue(Files.exists(Path.of("/usr/bin/curl")));
    var out = directory.resolve("out");
    Certified.run(
        List.of(
            "/usr/bin/curl",
            "-sS",
            "--http2",
            "--cacert",
            rig.notes.file.toString(),
            "--resolve",
            TlsRig.NOTES + ":" + rig.https + ":127.0.0.1",
            "-w",
            "%{http_version}",
            "-o",
            out.toString(),
            "https://" + TlsRig.NOTES + ":" + rig.https + "/"));
    assertThat(out).hasContent("notes");
  }

  @Test
  void anotherCertificatesNameIsSentElsewhere() throws Exception {
    var frames = frames();
    var fields = Frames.request("GET", "/");
    fields[7] = TlsRig.SHOP;
    frames.ask(1, true, fields);
    assertThat(frames.outcome(1)).isEqualTo("421");
    frames.ask(3, true, Frames.request("GET", "/"));
    assertThat(frames.outcome(3)).isEqualTo("200");
    assertThat(shop.asked).hasValue(0);
  }

  @Test
  void smuggledHeadsReachNoApplication() throws Exception {
    for (var bad :
        List.of(
            List.of("a", "b\r\nc: d"),
            List.of("a: b\r\nc", "d"),
            List.of("A", "b"),
            List.of("transfer-encoding", "chunked"),
            List.of("connection", "x"),
            List.of("host", "other"),
            List.of("content-length", "5"),
            List.of(":path", "/b"))) {
      var frames = frames();
      frames.ask(1, true, Frames.request("POST", "/", bad.toArray(String[]::new)));
      assertThat(frames.outcome(1)).as(bad.toString()).isIn("400", "reset 1", "go away 1");
    }
    assertThat(notes.asked).hasValue(0);
  }

  @Test
  void aBodyIsAsLongAsItSays() throws Exception {
    var heads = new CopyOnWriteArrayList<String>();
    try (var application =
        new Raw(
            client -> {
              heads.add(Raw.head(client));
              heads.add(new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
            })) {
      rig.to(application.upstream(), application.upstream());
      for (var body : List.of("1234", "123456GET /smuggled HTTP/1.1\r\n\r\n")) {
        var frames = frames();
        frames.ask(1, false, Frames.request("POST", "/", "content-length", "5"));
        frames.write(Frames.DATA, Frames.END_STREAM, 1, body.getBytes(StandardCharsets.UTF_8));
        assertThat(frames.outcome(1)).startsWith("reset 1");
      }
      Rig.await(() -> rig.edge.status().getJsonObject("inFlight").isEmpty());
      assertThat(heads).noneMatch(it -> it.contains("smuggled"));
    }
  }

  /** And an answer that nobody takes holds back no other on its connection. */
  @Test
  void anAnswerGoesNoFasterThanItIsRead() throws Exception {
    var written = new AtomicLong();
    var lastWrite = new AtomicLong(System.nanoTime());
    try (var endless =
        new Raw(
            client -> {
              var head = Raw.head(client);
              if (head.contains("/quick")) {
                Raw.write(client, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK");
                return;
              }
              Raw.write(client, "HTTP/1.1 200 OK\r\n\r\n");
              while (true) {
                client.getOutputStream().write(new byte[MEBI / 16]);
                written.addAndGet(MEBI / 16);
                lastWrite.set(System.nanoTime());
              }
            })) {
      rig.to(endless.upstream(), endless.upstream());
      var frames = frames();
      frames.write(Frames.WINDOW, 0, 0, Frames.number(MEBI));
      frames.ask(1, true, Frames.request("GET", "/"));
      assertThat(frames.outcome(1)).isEqualTo("200");
      Rig.await(
          () ->
              written.get() > 0
                  && System.nanoTime() - lastWrite.get() > TimeUnit.MILLISECONDS.toNanos(300));
      assertThat(written.get()).isLessThan(16L * MEBI);
      frames.ask(3, true, Frames.request("GET", "/quick"));
      assertThat(frames.outcome(3)).isEqualTo("200");
      assertThat(frames.body(3)).isEqualTo("OK".getBytes(StandardCharsets.UTF_8));
      frames.write(Frames.RESET, 0, 1, Frames.number(8));
      Rig.await(() -> rig.edge.status().getJsonObject("inFlight").isEmpty());
    }
  }

  @Test
  void aBodyThatNobodyTakesHoldsBackNoOther() throws Exception {
    try (var deaf =
        new Raw(
            client -> {
              Raw.head(client);
              TimeUnit.SECONDS.sleep(60);
            })) {
      rig.to(deaf.upstream(), "127.0.0.1:" + shop.port);
      rig.certificates(
          TlsRig.certificate(rig.notes.file, TlsRig.NOTES, TlsRig.SHOP),
          TlsRig.certificate(rig.wildcard.file, "*.example.org"));
      rig.to(deaf.upstream(), "127.0.0.1:" + shop.port);
      var frames = frames();
      for (int stream = 1; stream < 9; stream += 2) {
        frames.ask(stream, false, Frames.request("POST", "/"));
        for (int i = 0; i < 3; i++) {
          frames.write(Frames.DATA, 0, stream, new byte[16_000]);
        }
        for (int i = 0; i < 1000; i++) {
          frames.write(Frames.DATA, 0, stream, new byte[1]);
        }
      }
      var echo = Frames.request("POST", "/echo");
      echo[7] = TlsRig.SHOP;
      frames.ask(9, false, echo);
      frames.write(Frames.DATA, 0, 9, new byte[16_000]);
      frames.write(Frames.DATA, Frames.END_STREAM, 9, new byte[16_000]);
      assertThat(frames.outcome(9)).isEqualTo("200");
      assertThat(frames.body(9)).hasSize(32_000);
    }
  }

  @Test
  void anEarlyAnswerEndsTheRequestToo() throws Exception {
    try (var refusing =
        new Raw(
            client -> {
              Raw.head(client);
              Raw.write(client, "HTTP/1.1 413 Too Large\r\nContent-Length: 5\r\n\r\nlarge");
            })) {
      rig.to(refusing.upstream(), refusing.upstream());
      var frames = frames();
      frames.ask(1, false, Frames.request("POST", "/"));
      frames.write(Frames.DATA, 0, 1, new byte[1000]);
      assertThat(frames.outcome(1)).isEqualTo("413");
      assertThat(frames.body(1)).isEqualTo("large".getBytes(StandardCharsets.UTF_8));
      assertThat(frames.outcome(1)).isEqualTo("reset 0");
    }
  }

  @Test
  void anAnswerThatBreaksOffIsReset() throws Exception {
    var frames = frames();
    frames.ask(1, true, Frames.request("GET", "/half"));
    assertThat(frames.outcome(1)).isEqualTo("200");
    assertThat(frames.outcome(1)).isEqualTo("reset 2");
    frames.ask(3, true, Frames.request("GET", "/"));
    assertThat(frames.outcome(3)).isEqualTo("200");
  }

  @Test
  void soManyStreamsAndNoMore() throws Exception {
    var frames = frames();
    for (int i = 0; i <= Limits.STREAMS; i++) {
      frames.ask(2 * i + 1, true, Frames.request("GET", "/ticks"));
    }
    assertThat(frames.outcome(2 * Limits.STREAMS + 1)).as("refused").isIn("reset 7", "reset 1");
  }

  @Test
  void requestsOfOneConnectionCountAsThoseOfMany() throws Exception {
    try (var silent = new Raw(client -> client.getInputStream().readAllBytes())) {
      rig.to(silent.upstream(), silent.upstream());
      var all = new ArrayList<Frames>();
      for (int c = 0; c < Limits.REQUESTS_OF_A_STAGE / Limits.STREAMS; c++) {
        var frames = frames();
        all.add(frames);
        for (int i = 0; i < Limits.STREAMS; i++) {
          frames.ask(2 * i + 1, true, Frames.request("GET", "/"));
        }
      }
      Rig.await(
          Duration.ofSeconds(40),
          () ->
              rig.edge.status().getJsonObject("inFlight").getInteger(silent.upstream(), 0)
                  == Limits.REQUESTS_OF_A_STAGE);
      var more = frames();
      more.ask(1, true, Frames.request("GET", "/"));
      assertThat(more.outcome(1)).isEqualTo("503");
      all.getFirst().write(Frames.RESET, 0, 1, Frames.number(8));
      Rig.await(
          () ->
              rig.edge.status().getJsonObject("inFlight").getInteger(silent.upstream(), 0)
                  == Limits.REQUESTS_OF_A_STAGE - 1);
    }
  }

  @Test
  void floodsEndTheirConnection() throws Exception {
    var resets = frames();
    assertEnds(
        resets,
        i -> {
          resets.ask(2 * i + 1, true, Frames.request("GET", "/slow"));
          resets.write(Frames.RESET, 0, 2 * i + 1, Frames.number(8));
        });
    var pings = frames();
    assertEnds(pings, i -> pings.write(Frames.PING, 0, 0, new byte[8]));
    var settings = frames();
    assertEnds(settings, i -> settings.write(Frames.SETTINGS, 0, 0, new byte[0]));
    var continuations = frames();
    continuations.write(Frames.HEADERS, 0, 1, Frames.block(Frames.request("GET", "/")));
    assertEnds(continuations, i -> continuations.write(Frames.CONTINUATION, 0, 1, new byte[0]));
    var empties = frames();
    empties.ask(1, false, Frames.request("POST", "/slow"));
    assertEnds(empties, i -> empties.write(Frames.DATA, 0, 1, new byte[0]));
    assertThat(rig.asked(TlsRig.NOTES, TlsRig.NOTES)).startsWith("HTTP/1.1 200");
  }

  /** What is done again and again until the edge has enough. */
  private interface Blow {
    void strike(int time) throws IOException;
  }

  private static void assertEnds(Frames frames, Blow blow) {
    try {
      for (int i = 0; i < 1000; i++) {
        blow.strike(i);
      }
      var last = frames.outcome(Integer.MAX_VALUE);
      assertThat(last).matches("go away (11|2|1|7)|end");
    } catch (IOException ended) {
      assertThat(ended).isInstanceOf(IOException.class);
    }
  }

  @Test
  void aHeadThatIsTooLargeIsRefused() throws Exception {
    var frames = frames();
    var field = new ArrayList<String>();
    for (int i = 0; i < 210; i++) {
      field.addAll(List.of("a" + i, "b"));
    }
    frames.ask(1, true, Frames.request("GET", "/", field.toArray(String[]::new)));
    assertThat(frames.outcome(1)).isEqualTo("431");
    assertThat(notes.asked).hasValue(0);
  }

  @Test
  void whoIsServedIsToldBeforeTheAddressGoes() throws Exception {
    var frames = frames();
    frames.ask(1, true, Frames.request("GET", "/slow"));
    Rig.await(() -> rig.edge.inFlight(notes) == 1);
    rig.edge.also.put("https", 0);
    rig.to("127.0.0.1:" + notes.port, "127.0.0.1:" + shop.port);
    assertThat(frames.outcome(1)).isEqualTo("go away 0");
    assertThat(frames.outcome(1)).isEqualTo("200");
    assertThat(frames.body(1)).isEqualTo("notes".getBytes(StandardCharsets.UTF_8));
    assertThat(frames.outcome(1)).isEqualTo("end");
  }
}
