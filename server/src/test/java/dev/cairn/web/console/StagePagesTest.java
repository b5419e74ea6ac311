package dev.cairn.web.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.core.Problem;
import dev.cairn.database.DatabaseRef;
import dev.cairn.database.DatabaseSpec;
import dev.cairn.db.Json;
import dev.cairn.db.TestDatabase;
import dev.cairn.engine.Postgres;
import dev.cairn.operation.Operation;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What a stage's pages show and what their forms do, over real HTTP. */
class StagePagesTest {
  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();
  @TempDir static Path home;

  private ConsoleBench bench;

  @BeforeEach
  void start() {
    bench = new ConsoleBench(DATABASE.state(), home);
  }

  @AfterEach
  void stop() {
    bench.close();
  }

  @Test
  void anApplicationThatWasNeverDeployedHasAnEmptyLogAndAFormToDeployIt() {
    assertThat(bench.get(bench.of("/logs")).statusCode()).isEqualTo(200);
    bench.configure();

    var overview = bench.get(bench.of(""));
    assertThat(overview.statusCode()).isEqualTo(200);
    assertThat(overview.body()).contains("Application log", "action=\"" + bench.of("/deploy"));
    assertThat(bench.get(bench.of("/logs")).statusCode()).isEqualTo(200);
    assertThat(bench.get(bench.of("/logs/tail")).statusCode()).isEqualTo(200);
  }

  @Test
  void aSecretValueIsTypedAnewAndNeverShown() {
    set("GREETING", "hello");
    set("API_TOKEN", "t0p-s3cret");

    assertThat(bench.get(bench.of("/variables?edit=GREETING")).body())
        .contains(">\nhello</textarea>");
    assertThat(bench.get(bench.of("/variables?edit=API_TOKEN")).body())
        .contains("value=\"API_TOKEN\"")
        .doesNotContain("t0p-s3cret");
    var emptied =
        bench.post(bench.of("/variables/preview"), Map.of("name", "API_TOKEN", "value", ""));
    assertThat(emptied.statusCode()).isEqualTo(422);
    assertThat(emptied.body()).contains("type the new value");
  }

  @Test
  void allVariablesAreEditedAsOneTextAndSecretsStayHidden() {
    set("API_TOKEN", "t0p-s3cret");
    set("GREETING", "hello");
    set("KEY", "-----BEGIN\n  <b>&\"'\n");
    set("OLD", "1");
    var page = bench.get(bench.of("/variables?text")).body();
    assertThat(page)
        .contains("GREETING=hello\n", "API_TOKEN='••••••••'\n", "OLD=1\n")
        .doesNotContain("t0p-s3cret");

    var text = "API_TOKEN='••••••••'\r\nGREETING=\"bye\r\nnow\"\r\nKEY=••••••••\r\nNEW= ü # x\r\n";
    var preview = bench.post(bench.of("/variables/preview"), Map.of("dotenv", text));
    assertThat(preview.statusCode()).isEqualTo(200);
    assertThat(preview.body()).contains("What changes", "bye", "NEW").doesNotContain("t0p-s3cret");
    var change = Map.of("set", "GREETING='bye\r\nnow'\r\nNEW=\"ü\"", "unset", "OLD");
    assertThat(bench.post(bench.of("/variables"), change).statusCode()).isEqualTo(303);
    assertThat(values())
        .isEqualTo(
            Map.of(
                "API_TOKEN", "t0p-s3cret",
                "GREETING", "bye\nnow",
                "KEY", "-----BEGIN\n  <b>&\"'\n",
                "NEW", "ü"));

    var wrong =
        bench.post(bench.of("/variables/preview"), Map.of("dotenv", "A=1\r\nwhat\r\nB=••••••••"));
    assertThat(wrong.statusCode()).isEqualTo(422);
    assertThat(wrong.body()).contains("line 2: sets nothing", "A=1\nwhat\nB=");
  }

  private Map<String, String> values() {
    var all = new TreeMap<String, String>();
    bench.variables.list(bench.stage).forEach(one -> all.put(one.name(), one.value().reveal()));
    return all;
  }

  private void set(String name, String value) {
    bench.variables.change(ConsoleBench.ANNA, bench.stage, Map.of(name, value), Set.of());
  }

  @Test
  void aVariableThatCannotBeSavedNowKeepsWhatWasTyped() {
    bench.deployOnce(DATABASE.state());
    bench.deploy();

    var refused = bench.post(bench.of("/variables"), Map.of("set", "GREETING=good morning"));

    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(refused.body())
        .contains("is not finished yet", "value=\"GREETING\"", ">\ngood morning</textarea>")
        .contains("value=\"GREETING=good morning\"", "What changes");
    assertThat(bench.variables.list(bench.stage)).isEmpty();
  }

  @Test
  void anOperatorDeploysNoDirectoryThatNobodyOpenedToHim() {
    bench.configure();
    var form = Map.of("source", "/etc", "run", "cat shadow", "port", "9000");
    var refused = bench.post(bench.of("/application"), form);
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body()).contains("may not deploy /etc");
    assertThat(bench.get(bench.of("/activity")).body()).doesNotContain("cat shadow");
  }

  @Test
  void theActivityTellsWhatOfTheApplicationChangedInTheWordsOfTheFile() {
    bench.configure();
    assertThat(bench.get(bench.of("/activity")).body())
        .contains("Configure service (", "port 8000", "source " + home)
        .doesNotContain("kind");

    var form = Map.of("source", home.toString(), "run", "./other", "port", "9000");
    assertThat(bench.post(bench.of("/application"), form).statusCode()).isEqualTo(303);

    assertThat(bench.get(bench.of("/activity")).body())
        .contains("port 8000, run ./serve", "port 9000, run ./other", ">Deploy " + bench.stage);
  }

  @Test
  void whatADeployRestartsAndWhatHasNoEffectIsToldBesideTheButton() {
    var ref = new DatabaseRef(bench.stage, Postgres.INSTANCE);
    bench.databases.add(ConsoleBench.ANNA, DatabaseSpec.of(ref), Optional.empty());
    var database = bench.databases.get(ref).identifier();
    DATABASE
        .state()
        .transaction(
            transaction ->
                transaction
                        .handle()
                        .execute(
                            "update database set status = 'AVAILABLE' where identifier = ?",
                            database)
                    + transaction
                        .handle()
                        .execute(
                            "update operation set status = 'SUCCEEDED' where target = ?",
                            ref.toString()));
    bench.provider.disconnect(database, "it listens on 127.0.0.1 only");
    var restart = ref + " is restarted for it, which takes a moment: it listens on 127.0.0.1 only.";
    assertThat(bench.get(bench.of("/application")).body()).contains("As a container: " + restart);

    bench.configure();
    var change = Map.of("name", "GREETING", "value", "hello");
    assertThat(bench.get(bench.of("/application")).body()).doesNotContain("is restarted");
    assertThat(bench.get(bench.of("")).body()).doesNotContain("is restarted");
    assertThat(bench.post(bench.of("/variables/preview"), change).body())
        .contains("Saving redeploys")
        .doesNotContain("is restarted");
    var form =
        Map.of("source", home.toString(), "port", "8000", "runtime", "container", "then", "save");
    assertThat(bench.post(bench.of("/application"), form).statusCode()).isEqualTo(303);

    assertThat(bench.get(bench.of("")).body()).contains(restart);
    assertThat(bench.post(bench.of("/variables/preview"), change).body()).contains(restart);
    assertThat(bench.get(bench.of("/application")).body())
        .contains(restart)
        .doesNotContain("without-effect");

    var process = Map.of("runtime", "process", "pull", "always", "then", "save");
    assertThat(bench.post(bench.of("/application"), process).statusCode()).isEqualTo(303);
    assertThat(bench.get(bench.of("/application")).body())
        .contains("without-effect", "pull has an effect on an image only.")
        .doesNotContain("is restarted");
  }

  @Test
  void savingAndDeployingIsDoneWholeOrNotAtAll() {
    bench.configure();
    bench.deploy();

    var form = Map.of("source", home.toString(), "run", "./other", "port", "9000");
    var refused = bench.post(bench.of("/application"), form);

    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(bench.services.get(bench.stage).spec().port()).isEqualTo(8000);
  }

  @Test
  void theFinalBackupBearsTheNameThatThePageTold() {
    var ref = new DatabaseRef(bench.stage, Postgres.INSTANCE);
    bench.databases.add(ConsoleBench.ANNA, DatabaseSpec.of(ref), Optional.empty());
    DATABASE
        .state()
        .transaction(
            transaction ->
                transaction
                    .handle()
                    .execute(
                        "update operation set status = 'SUCCEEDED' where target = ?",
                        ref.toString()));
    var page = bench.get(bench.of("/databases/postgres")).body();
    var hidden = Pattern.compile("name=\"backup\" value=\"([^\"]+)\"").matcher(page);
    assertThat(hidden.find()).isTrue();
    assertThat(page).contains("Keep one as " + hidden.group(1));

    // The page may have been open for a while.
    var told = hidden.group(1).replaceFirst("\\d{8}-\\d{6}", "20200101-000000");
    var form = Map.of("confirm", ref.toString(), "finalBackup", "keep", "backup", told);
    assertThat(bench.post(bench.of("/databases/postgres/remove"), form).statusCode())
        .isEqualTo(303);

    assertThat(bench.operations.listOpenBelow(ref.toString()).getFirst().input())
        .containsEntry("backup", told);
  }

  @Test
  void thePageOfAnOperationThatWaitsForAPersonIsToldSoAndLetGo() throws Exception {
    var operation =
        bench.databases.add(
            ConsoleBench.ANNA,
            DatabaseSpec.of(new DatabaseRef(bench.stage, Postgres.INSTANCE)),
            Optional.empty());
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), bench.site.port())) {
      socket.setSoTimeout(20_000);
      socket
          .getOutputStream()
          .write(
              "GET /operations/%s/live HTTP/1.1\r\nHost: localhost\r\nCookie: %s\r\n\r\n"
                  .formatted(operation.id(), bench.cookie)
                  .getBytes(StandardCharsets.UTF_8));
      var lines =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      assertThat(readTo(lines, "event: steps")).isTrue();
      DATABASE
          .state()
          .transaction(
              transaction ->
                  transaction
                      .handle()
                      .execute(
                          "update operation set status = ? where id = ?",
                          Operation.Status.NEEDS_ATTENTION,
                          operation.id()));
      assertThat(readTo(lines, "event: steps")).isTrue();
      assertThat(readTo(lines, "event: end")).isTrue();
      assertThat(readTo(lines, "something else")).as("the stream goes on").isFalse();
    }
  }

  @Test
  void anOperationThatCannotBeTakenBackIsEndedOnItsPageAlsoOnceItWasCancelled() {
    var operation =
        bench.databases.add(
            ConsoleBench.ANNA,
            DatabaseSpec.of(new DatabaseRef(bench.stage, Postgres.INSTANCE)),
            Optional.empty());
    DATABASE
        .state()
        .transaction(
            transaction ->
                transaction
                        .handle()
                        .execute(
                            "update operation set status = 'NEEDS_ATTENTION', undoing = true,"
                                + " cancel_requested = true, problem = cast(? as jsonb)"
                                + " where id = ?",
                            Json.write(Problem.failed("stuck", "It is stuck.", "Look.")),
                            operation.id())
                    + transaction
                        .handle()
                        .execute(
                            "update operation_step set status = 'DONE'"
                                + " where operation_id = ? and position = 0",
                            operation.id()));
    var page = "/operations/" + operation.id();
    assertThat(bench.get(page).body())
        .contains("id=\"cancel-operation\"", "left as it is, and named here")
        .doesNotContain("Cancelling:");

    assertThat(bench.post(page + "/cancel", Map.of()).statusCode()).isEqualTo(303);

    assertThat(bench.get(page).body())
        .contains("It is stuck. What these steps did was left as it is: ")
        .contains(operation.steps().getFirst().title())
        .doesNotContain("id=\"cancel-operation\"");
  }

  /** False where the stream ended before. */
  private static boolean readTo(BufferedReader lines, String wanted) throws Exception {
    var line = lines.readLine();
    while (line != null && !line.equals(wanted)) {
      line = lines.readLine();
    }
    return line != null;
  }
}
