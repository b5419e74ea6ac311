package dev.cairn.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.AddDatabase;
import dev.cairn.api.ApiClient;
import dev.cairn.api.ResizeDatabase;
import dev.cairn.bench.Installation;
import dev.cairn.bench.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * What the README promises, in its order: the example comes to life by one command and keeps its
 * notes through everything that happens to it afterwards.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MainJobTest {
  private static final String STAGE = "notes/dev";
  private static final String DATABASE = "notes/dev/postgres";
  private static final Duration SOON = Duration.ofSeconds(30);

  private final Installation installation = Installation.empty();
  private String first = "";

  @BeforeAll
  void oneCommandBringsTheExampleToLife() {
    first = installation.cairn("up", "examples/notes").expectSuccess().out();
  }

  @AfterAll
  void takeDown() {
    installation.close();
  }

  private Notes notes() {
    return Notes.at(api().service(STAGE).address());
  }

  private ApiClient api() {
    return installation.api();
  }

  @Test
  @Order(1)
  void upEndsWithWhatTheUserNeedsNext() {
    assertThat(first).contains(api().service(STAGE).address());
    assertThat(first).contains(installation.console().toString());
  }

  @Test
  @Order(2)
  void theApplicationKeepsItsNotesInItsPostgres() {
    notes().add("first note");

    assertThat(notes().list()).contains("first note");
    assertThat(notes().get("/")).contains("first note").contains("PostgreSQL");
    var password = api().revealSecret("dev-notes-postgres").value().orElseThrow().password();
    assertThat(notes().get("/") + notes().get("/api/environment")).doesNotContain(password);
  }

  @Test
  @Order(3)
  void upAgainChangesNothing() {
    var before = api().operations(Optional.empty(), 100).size();
    var begin = System.nanoTime();
    installation.cairn("up", "examples/notes").expectSuccess();
    System.out.printf("second up: %.1f s%n", (System.nanoTime() - begin) / 1e9);

    assertThat(api().operations(Optional.empty(), 100)).hasSize(before);
    assertThat(notes().list()).contains("first note");
  }

  @Test
  @Order(4)
  void whatIsExportedChangesNothingWhenApplied() throws IOException {
    var yaml = Files.createTempFile("cairn-e2e-", ".yaml");
    Files.writeString(yaml, installation.cairn("export", "notes").expectSuccess().out());
    var dryRun = installation.cairn("apply", "-f", yaml.toString(), "--dry-run").expectSuccess();
    Files.delete(yaml);

    assertThat(dryRun.out()).containsIgnoringCase("nothing to change");
  }

  @Test
  @Order(5)
  void aResizeKeepsTheNotes() {
    finish(
        api()
            .resizeDatabase(
                DATABASE, new ResizeDatabase(Optional.of("db.t4g.small"), Optional.of(20)))
            .operation()
            .id());

    assertThat(api().database(DATABASE).type()).isEqualTo("db.t4g.small");
    assertThat(api().database(DATABASE).storageGib()).isEqualTo(20);
    assertThat(notes().list()).contains("first note");
  }

  @Test
  @Order(6)
  void aChangedVariableReachesTheApplicationWithoutLosingIt() {
    installation.cairn("env", "set", STAGE, "GREETING=Good evening").expectSuccess();

    assertThat(notes().get("/")).contains("Good evening").contains("first note");
  }

  @Test
  @Order(7)
  void aKilledPostgresAnswersAgainAndTheApplicationToo() {
    Installation.kill9(postmaster());
    var took = Waiting.until(SOON, "the notes again", () -> notes().has("first note"));
    System.out.printf("kill -9 of PostgreSQL to the application's answer: %.1f s%n", seconds(took));
  }

  @Test
  @Order(8)
  void aKilledEdgeServesAgainWithoutTheServer() {
    var address = notes();
    Installation.kill9(installation.serverPid());
    Installation.kill9(installation.edgePid());
    var took = Waiting.until(SOON, "the edge again", () -> address.has("first note"));
    System.out.printf("kill -9 of the edge, server away, to its answer: %.1f s%n", seconds(took));
    installation.up();
  }

  @Test
  @Order(9)
  void afterARebootAllIsAsBefore() {
    var address = api().service(STAGE).address();
    var live = api().service(STAGE).live().orElseThrow().number();
    installation.processes().forEach(Installation::kill9);

    installation.up();
    Waiting.until(SOON, "the notes after a reboot", () -> Notes.at(address).has("first note"));

    assertThat(api().service(STAGE).address()).isEqualTo(address);
    assertThat(api().service(STAGE).live().orElseThrow().number()).isEqualTo(live);
    // The repair starts the application itself, and looks at it once more before it ends.
    Waiting.until(
        SOON, "the repair's end", () -> api().database(DATABASE).status().equals("available"));
  }

  @Test
  @Order(9)
  void aRebootInTheMiddleOfARepairIsGotOverToo() {
    var address = notes();
    var done = "restart-database done";
    int before = installation.serverLog().split(done, -1).length;
    installation.processes().forEach(Installation::kill9);
    installation.up();
    Waiting.until(
        SOON, "the repair", () -> installation.serverLog().split(done, -1).length > before);
    installation.processes().forEach(Installation::kill9);

    installation.up();
    Waiting.until(SOON, "the notes after two reboots", () -> address.has("first note"));
  }

  @Test
  @Order(10)
  void aRemovedDatabaseComesBackFromItsFinalBackup() {
    Waiting.until(
        SOON,
        "the repairs after the reboots are done",
        () -> api().operations(Optional.empty(), 100).stream().allMatch(it -> it.hasFinished()));
    var removal = installation.json("db", "remove", DATABASE, "--yes-delete", DATABASE);
    assertThat(removal.toString()).doesNotContain("failed");
    var backup = api().backups().getFirst().name();
    assertThat(api().databases(STAGE)).isEmpty();

    finish(
        api()
            .addDatabase(
                STAGE,
                new AddDatabase(
                    "postgres",
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(backup)))
            .operation()
            .id());
    Waiting.until(SOON, "the notes from the backup", () -> notes().has("first note"));
  }

  @Test
  @Order(11)
  void aReleaseThatNeverBecomesHealthyLeavesTheOldOneServing() {
    var before = api().service(STAGE).live().orElseThrow().number();
    var spec = api().service(STAGE).spec();
    var nowhere = Path.of("/").resolve("no-such-source").toString();
    var failed = installation.cairn("deploy", STAGE, "--source", nowhere);

    assertThat(failed.status()).isEqualTo(1);
    assertThat(failed.err()).contains(nowhere);
    assertThat(api().service(STAGE).live().orElseThrow().number()).isEqualTo(before);
    assertThat(api().service(STAGE).spec()).isEqualTo(spec);
    assertThat(notes().list()).contains("first note");
  }

  @Test
  @Order(12)
  void downKeepsAllData() {
    installation.cairn(Map.of(), "", "down").expectSuccess();
    assertThat(installation.processes()).isEmpty();

    installation.cairn("up", "examples/notes").expectSuccess();
    Waiting.until(SOON, "the notes after down and up", () -> notes().has("first note"));
  }

  private void finish(String operation) {
    var outcome = api().watch(operation, view -> {});
    assertThat(outcome.hasSucceeded()).as("%s", outcome).isTrue();
  }

  private long postmaster() {
    return installation.databasePid(api().database(DATABASE).identifier());
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }
}
