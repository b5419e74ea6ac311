package dev.cairn.provider.local.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.cairn.core.StageRef;
import dev.cairn.process.Processes;
import dev.cairn.process.SystemUsers;
import dev.cairn.provider.Traffic;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a page says is read, and believed where it can be so. */
class EdgeTrafficTest {
  private static final StageRef STAGE = StageRef.parse("notes/dev");
  private static final String WELL =
      "{\"requests\":7,\"errors\":1,\"refused\":{\"slow-head\":2},\"latency\":[4,3,0]}";

  @TempDir Path home;
  private EdgeRouter router;
  private HttpServer page;
  private volatile String body = "";

  @BeforeEach
  void listen() throws IOException {
    new SystemUsers(new Processes()).ensure(home);
    router =
        new EdgeRouter(
            home,
            "127.0.0.1",
            () -> SharedSettings.NONE,
            new EdgeCheck(home.resolve("edge/routes.json")),
            Clock.systemUTC());
    router.apply(Map.of());
    int port = RoutesDocument.find(home.resolve("edge/routes.json")).orElseThrow().statusPort();
    page = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    page.createContext(
        "/status",
        exchange -> {
          var bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, bytes.length);
          try (var out = exchange.getResponseBody()) {
            out.write(bytes);
          }
        });
    page.start();
  }

  @AfterEach
  void end() {
    page.stop(0);
  }

  private void say(String stages) {
    body =
        "{\"revision\":1,\"pid\":42,\"inFlight\":{},\"troubles\":[],\"latencyBuckets\":[1,2],"
            + "\"stages\":{"
            + stages
            + "}}";
  }

  @Test
  void whatWasCountedIsRead() {
    say("\"notes/dev\":" + WELL);
    var traffic = router.traffic().orElseThrow();
    assertThat(traffic.life()).isEqualTo(42);
    assertThat(traffic.buckets()).containsExactly(1, 2);
    assertThat(traffic.stages())
        .containsExactly(
            Map.entry(
                STAGE, new Traffic.Counts(7, 1, Map.of("slow-head", 2L), List.of(4L, 3L, 0L))));
  }

  @Test
  void anEdgeThatCountsNothingIsNoneThatCountedNothing() {
    body = "{\"revision\":1,\"inFlight\":{},\"troubles\":[]}";
    assertThat(router.traffic()).isEmpty();
    assertThat(router.isInForce()).isTrue();
  }

  @Test
  void figuresThatCannotBeAreLeftOut() {
    var wrong =
        List.of(
            WELL.replace("7", "-1"),
            WELL.replace("7", "9223372036854775807"),
            WELL.replace("7", "null"),
            WELL.replace("[4,3,0]", "[4,3]"),
            WELL.replace("[4,3,0]", "[4,3,-1]"),
            WELL.replace("[4,3,0]", "[4,null,0]"),
            WELL.replace("slow-head", "a\\\" b{c}\\n"),
            WELL.replace("slow-head", "a".repeat(1000)),
            WELL.replace(
                "\"slow-head\":2",
                IntStream.range(0, 41)
                    .mapToObj(i -> "\"a" + i + "\":1")
                    .collect(Collectors.joining(","))),
            "null",
            "{}");
    for (var figures : wrong) {
      say("\"notes/dev\":" + figures + ",\"shop/dev\":" + WELL);
      assertThat(router.traffic().map(it -> it.stages().keySet()))
          .as(figures)
          .contains(java.util.Set.of(StageRef.parse("shop/dev")));
    }
  }

  @Test
  void soAreStagesThatNobodyCanHave() {
    say("\"a\\\"}b/dev\":" + WELL + ",\"a/b/c\":" + WELL + ",\"\":" + WELL);
    assertThat(router.traffic().map(Traffic::stages)).contains(Map.of());
  }

  @Test
  void aPageWithoutEndOrSenseIsNone() {
    for (var text :
        List.of(
            "[".repeat(100_000),
            "{\"pid\":1e999999999}",
            "{\"pid\":\"x\"}",
            "{\"pid\":1,\"latencyBuckets\":[2,1],\"stages\":{}}",
            "{\"pid\":1,\"latencyBuckets\":[],\"stages\":{}}",
            "{\"pid\":1,\"latencyBuckets\":[" + "1,".repeat(99) + "2],\"stages\":{}}",
            " ".repeat(2 << 20))) {
      body = text;
      assertThat(router.traffic()).as(text.substring(0, Math.min(60, text.length()))).isEmpty();
    }
  }
}
