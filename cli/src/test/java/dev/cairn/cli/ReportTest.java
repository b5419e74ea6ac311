package dev.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.WireJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What a command that starts operations reports, whether or not there was anything to start. */
class ReportTest {
  private static final String REFERENCE = "{\"id\":\"7\",\"url\":\"/x\"}";

  @TempDir private Path home;
  private TestServer server;

  @BeforeEach
  void start() throws IOException {
    server = new TestServer(home);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static JsonNode json(Command.Outcome outcome) {
    return WireJson.MAPPER.readTree(outcome.out());
  }

  private String manifest() throws IOException {
    return Files.writeString(home.resolve("cairn.yaml"), "stack: shop\n").toString();
  }

  private static String applied(String operations) {
    return "{\"stack\":\"shop\",\"changes\":[{\"target\":\"shop/dev\",\"description\":\"new\"}],"
        + "\"notes\":[\"left\"],\"operations\":["
        + operations
        + "]}";
  }

  @ParameterizedTest
  @CsvSource({"--wait,succeeded,0", "--wait,failed,1", "--no-wait,open,0"})
  void applyTellsChangesNotesAndOperations(String wait, String status, int exit)
      throws IOException, InterruptedException {
    server.answer("POST /apply", applied(REFERENCE)).operation("7", status);

    var outcome = server.run("apply", "-f", manifest(), "-o", "json", wait);

    assertThat(outcome.status()).as(outcome.err()).isEqualTo(exit);
    var report = json(outcome);
    assertThat(report.at("/changes/0/target").asString()).isEqualTo("shop/dev");
    assertThat(report.at("/notes/0").asString()).isEqualTo("left");
    assertThat(report.at("/operations/0/status").asString()).isEqualTo(status);
  }

  @Test
  void applyThatStartsNothingReportsInTheSameShape() throws IOException, InterruptedException {
    server.answer("POST /apply", applied(""));

    var report = json(server.run("apply", "-f", manifest(), "-o", "json"));

    assertThat(report.propertyNames()).containsExactly("stack", "changes", "notes", "operations");
    assertThat(report.at("/operations").isEmpty()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ",\"operation\":" + REFERENCE})
  void changedVariablesAreReportedInOneShape(String operation)
      throws IOException, InterruptedException {
    var change = "{\"name\":\"A\",\"kind\":\"add\",\"before\":\"\",\"after\":\"1\"}";
    server
        .answer(
            "PATCH /stacks/shop/stages/dev/variables",
            "{\"changes\":[" + change + "]" + operation + "}")
        .operation("7", "succeeded");

    var report = json(server.run("env", "set", "shop/dev", "A=1", "-o", "json"));

    assertThat(report.propertyNames()).containsExactly("changes", "operations");
    assertThat(report.at("/changes/0/name").asString()).isEqualTo("A");
    assertThat(report.at("/operations").size()).isEqualTo(operation.isEmpty() ? 0 : 1);
  }

  private static String stage(String databases) {
    return "{\"ref\":\"shop/dev\",\"databases\":[" + databases + "]}";
  }

  private static String database(String status, String more) {
    return "{\"ref\":\"shop/dev/postgres\",\"status\":\"" + status + "\"" + more + "}";
  }

  @ParameterizedTest
  @CsvSource({"succeeded,0", "failed,1"})
  void stageIsThereOnceItsDatabasesAre(String status, int exit)
      throws IOException, InterruptedException {
    server
        .answer(
            "POST /stacks/shop/stages",
            stage(database("creating", ",\"openOperation\":" + REFERENCE)))
        .answer("GET /stacks/shop/stages/dev", stage(database("available", "")))
        .operation("7", status);

    var outcome = server.run("stage", "create", "shop/dev", "--database", "postgres", "-o", "json");

    assertThat(server.requests()).contains("GET /api/v1/operations/7/events");
    assertThat(outcome.status()).as(outcome.err()).isEqualTo(exit);
    assertThat(json(outcome).at("/databases/0/status").asString()).isEqualTo("available");
  }

  @Test
  void stageWithDatabasesAdvisesWhatCanBeDone() throws IOException, InterruptedException {
    server
        .answer(
            "POST /stacks/shop/stages",
            stage(database("creating", ",\"openOperation\":" + REFERENCE)))
        .answer("GET /stacks/shop/stages/dev", stage(database("creating", "")))
        .operation("7", "open");

    var outcome = server.run("stage", "create", "shop/dev", "--database", "postgres", "--no-wait");

    assertThat(outcome.out()).contains("cairn op list shop/dev").doesNotContain("db add");
    assertThat(server.requests()).doesNotContain("GET /api/v1/operations/7/events");
  }

  @Test
  void logIsOneDocumentOfLines() throws IOException, InterruptedException {
    server.answer("GET /stacks/shop/stages/dev/logs", "one\ntwo \"quoted\"");

    var outcome = server.run("logs", "shop/dev", "-o", "json");

    assertThat(outcome.status()).as(outcome.err()).isZero();
    assertThat(json(outcome))
        .isEqualTo(WireJson.MAPPER.readTree("{\"lines\":[\"one\",\"two \\\"quoted\\\"\"]}"));
  }

  @Test
  void logThatIsFollowedIsNoDocument() throws IOException, InterruptedException {
    var outcome = server.run("logs", "shop/dev", "-f", "-o", "json");

    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.out()).isEmpty();
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void cancelTellsWhatIsLeftWhereTheOperationEndedByIt() throws IOException, InterruptedException {
    server.answer(
        "POST /operations/7/cancel",
        "{\"id\":\"7\",\"status\":\"failed\",\"finishedAt\":\"2026-01-01T00:00:00Z\","
            + "\"problem\":{\"code\":\"broken\",\"detail\":\"This was left.\"}}");
    assertThat(server.run("op", "cancel", "7").out()).contains("failed", "This was left.");
  }
}
