package dev.cairn.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ApiClientTest {
  private HttpServer server;
  private ApiClient client;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.start();
    client =
        new ApiClient(
            URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
            () -> Optional.of("cairn_t"));
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void sendsTokenAndKeyAndReadsWhatIsAbsentAsEmpty() {
    var seen = new AtomicReference<String>("");
    server.createContext(
        "/api/v1/stacks/notes/stages/dev/databases",
        exchange -> {
          var headers = exchange.getRequestHeaders();
          seen.set(
              headers.getFirst("Authorization")
                  + " "
                  + Optional.ofNullable(headers.getFirst("Idempotency-Key")).isPresent()
                  + " "
                  + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          answer(exchange, 202, "{\"operation\":{\"id\":\"7\",\"url\":\"/x\"},\"later\":1}");
        });

    var accepted =
        client.addDatabase(
            "notes/dev",
            new AddDatabase(
                "postgres",
                Optional.of("18"),
                Optional.empty(),
                Optional.of(5),
                Optional.empty(),
                Optional.empty()));

    assertThat(accepted.operation().id()).isEqualTo("7");
    assertThat(accepted.backup()).isEmpty();
    assertThat(seen.get())
        .isEqualTo(
            "Bearer cairn_t true {\"engine\":\"postgres\",\"version\":\"18\",\"storageGib\":5,"
                + "\"settings\":{}}");
  }

  @Test
  void emptyCollectionsTravelAsSuch() {
    assertThat(WireJson.MAPPER.writeValueAsString(new VariableChanges(Map.of(), List.of())))
        .isEqualTo("{\"set\":{},\"unset\":[]}");
    assertThat(WireJson.MAPPER.readValue("{}", VariableChanges.class))
        .isEqualTo(new VariableChanges(Map.of(), List.of()));
  }

  /** An older server knows no replicas. */
  @Test
  void whatSaysNothingOfReplicasIsReadAsNone() {
    var read = WireJson.MAPPER.readValue("{\"ref\":\"notes/dev/postgres\"}", DatabaseView.class);
    assertThat(read.replicaOf()).isEmpty();
    assertThat(read.replication()).isEmpty();
    assertThat(read.replicas()).isEmpty();
    assertThat(WireJson.MAPPER.readValue("{\"name\":\"dev\"}", CreateStage.class).replicasOf())
        .isEmpty();
    assertThat(WireJson.MAPPER.readValue("{\"port\":1}", SecretValueView.class).readerHost())
        .isEmpty();
    assertThat(WireJson.MAPPER.readValue("{\"stack\":\"n\"}", ManifestResult.class).postponed())
        .isEmpty();
  }

  @Test
  void replicaIsReadWithHowFarItFollows() {
    var read =
        WireJson.MAPPER.readValue(
            """
            {"ref": "notes/eu/postgres", "replicaOf": "notes/prod/postgres",
             "replication": {"state": "streaming", "lagSeconds": 0.25, "reason": ""}}
            """,
            DatabaseView.class);
    assertThat(read.replicaOf()).contains("notes/prod/postgres");
    assertThat(read.replication())
        .contains(new ReplicationView("streaming", Optional.of(0.25), Optional.empty(), ""));
  }

  @Test
  void problemOfTheServerIsThrown() {
    server.createContext(
        "/",
        exchange ->
            answer(
                exchange,
                404,
                "{\"type\":\"about:blank\",\"title\":\"Not found\",\"status\":404,"
                    + "\"detail\":\"There is no stack \\\"nots\\\".\",\"code\":\"unknown-stack\","
                    + "\"suggestion\":\"Did you mean notes?\",\"violations\":[]}"));

    var thrown =
        catchThrowableOfType(ApiProblemException.class, () -> client.stack("nots")).problem();

    assertThat(thrown.code()).isEqualTo("unknown-stack");
    assertThat(thrown.suggestion()).isEqualTo("Did you mean notes?");
  }

  @Test
  void answerThatIsNotCairnsIsSaidSo() {
    server.createContext("/", exchange -> answer(exchange, 502, "<h1>proxy</h1>"));

    assertThatThrownBy(client::status).hasMessageStartingWith("unexpected-answer");
  }

  @Test
  void serverThatIsAwayIsNamedWithTheNextAction() {
    stop();

    var problem = catchThrowableOfType(ApiProblemException.class, client::status).problem();

    assertThat(problem.code()).isEqualTo("server-unreachable");
    assertThat(problem.suggestion()).contains("cairn up");
  }

  @Test
  void namesCannotLeaveTheirPlaceInThePath() {
    var path = new AtomicReference<String>("");
    server.createContext(
        "/",
        exchange -> {
          path.set(exchange.getRequestURI().getRawPath());
          answer(exchange, 204, "");
        });

    client.removeBackup("a b/../c");

    assertThat(path.get()).isEqualTo("/api/v1/backups/a%20b%2F..%2Fc");
    assertThatThrownBy(() -> client.removeBackup("..")).isInstanceOf(ApiProblemException.class);
  }

  @Test
  void watchingOutlastsABrokenStreamAndEndsWithTheOperation() {
    var calls = new AtomicInteger();
    server.createContext(
        "/api/v1/operations/7/events",
        exchange -> {
          boolean first = calls.getAndIncrement() == 0;
          answer(
              exchange,
              200,
              first
                  ? event("open", "") + "event: operation\ndata: {\"id\":\"7\",\"sta"
                  : ": heartbeat\n\n"
                      + event("succeeded", ",\"finishedAt\":\"2026-01-01T00:00:00Z\""));
        });
    var seen = new ArrayList<String>();

    var end = client.watch("7", view -> seen.add(view.status()));

    assertThat(end.hasSucceeded()).isTrue();
    assertThat(seen).containsExactly("open", "succeeded");
  }

  private static String event(String status, String more) {
    return "event: operation\ndata: {\"id\":\"7\",\"status\":\"" + status + "\"" + more + "}\n\n";
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    var bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
