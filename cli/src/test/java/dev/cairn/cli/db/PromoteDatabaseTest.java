package dev.cairn.cli.db;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.cli.Command;
import dev.cairn.cli.TestServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PromoteDatabaseTest {
  private static final String REPLICA = "notes/eu/postgres";
  private static final String AT = "/stacks/notes/stages/eu/databases/postgres";
  private static final String EFFECTS =
      """
      [{"stage": "notes/prod", "release": 41,
        "variables": ["DATABASE_URL", "PG_HOST", "PG_PORT", "PG_READER_HOST", "PG_READER_PORT",
                      "PG_READER_URL", "PG_URL"]},
       {"stage": "notes/eu", "variables": ["DATABASE_URL", "PG_HOST", "PG_PORT", "PG_URL"]}]
      """;
  private static final String PLANNED =
      """
      {"ref": "notes/eu/postgres", "primary": "notes/prod/postgres", "planned": true,
       "lagSeconds": 0.2, "missingBytes": 0, "expectedSeconds": 4.2, "measured": 7,
       "wantsForce": false, "effects": %s}
      """
          .formatted(EFFECTS);
  private static final String UNPLANNED =
      """
      {"ref": "notes/eu/postgres", "primary": "notes/prod/postgres", "planned": false,
       "missingBytes": 3200, "measured": 0, "wantsForce": true, "effects": [],
       "doubt": {"type": "about:blank", "title": "conflict", "status": 409, "code": "may-lose",
                 "detail": "Up to 3.2 KiB would be lost.", "suggestion": "Bring it back."}}
      """;
  private static final String REFUSED =
      """
      {"ref": "notes/eu/postgres", "primary": "notes/prod/postgres", "planned": true,
       "measured": 0, "wantsForce": false, "effects": [],
       "refusal": {"type": "about:blank", "title": "conflict", "status": 409,
                   "detail": "It is full.", "code": "full", "suggestion": "Give it more."}}
      """;
  private static final String BEGUN = "{\"operation\":{\"id\":\"7\",\"url\":\"/x\"}}";
  private static final String FORMER =
      """
      {"ref": "notes/prod/postgres", "engine": "postgres", "version": "18", "type": "t",
       "storageGib": 10, "origin": "replica", "status": "available", "statusReason": "",
       "database": "notes", "username": "notes", "secretName": "prod-notes-postgres",
       "identifier": "p", "createdAt": "2026-01-01T00:00:00Z", "replicaOf": "notes/eu/postgres",
       "replication": {"state": "diverged", "reason": "It has what the other lacks."}}
      """;

  @TempDir private Path home;
  private TestServer server;

  @BeforeEach
  void start() throws IOException {
    server =
        new TestServer(home)
            .operation("7", "succeeded")
            .answer("POST " + AT + "/promote", BEGUN)
            .answer("GET /stacks/notes/stages/prod/databases/postgres", FORMER);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Command.Outcome promote(String preview, String... options) throws Exception {
    server.answer("GET " + AT + "/promotion", preview);
    var line = Stream.concat(Stream.of("db", "promote", REPLICA), Stream.of(options));
    return server.run(line.toArray(String[]::new));
  }

  private List<String> changes() {
    return server.requests().stream().filter(it -> !it.startsWith("GET ")).toList();
  }

  @Test
  void plannedOneAsksNobodyAndSaysWhatBecameOfTheFormerPrimary() throws Exception {
    var outcome = promote(PLANNED);
    assertThat(outcome.status()).isZero();
    assertThat(server.bodies()).contains("{\"force\":false}");
    assertThat(outcome.out())
        .contains("Promoted notes/eu/postgres: it takes the writes now.")
        .contains("replica of notes/eu/postgres, diverged: It has what the other lacks.")
        .doesNotContain("..");
  }

  @Test
  void dryRunSaysWhatItWouldDoAndChangesNothing() throws Exception {
    var outcome = promote(PLANNED, "--dry-run");
    assertThat(outcome.status()).isZero();
    assertThat(outcome.out())
        .containsPattern("replaces +notes/prod/postgres")
        .containsPattern("behind +0.2 s")
        .containsPattern("may be lost +nothing")
        .containsPattern("takes about +4.2 s, the median of 7 promotions")
        .containsPattern("notes/prod +release 41 +DATABASE_URL, PG_HOST")
        .containsPattern("notes/eu +nothing +DATABASE_URL, PG_HOST")
        .contains("Nothing was changed.");
    assertThat(promote(UNPLANNED, "--dry-run").out())
        .containsPattern("behind +unknown")
        .containsPattern("may be lost +at most 4 KiB of what was written last")
        .containsPattern("takes about +unknown")
        .containsPattern("needs +--force: Up to 3.2 KiB would be lost.");
    assertThat(promote(PLANNED, "--dry-run", "-o", "json").out())
        .contains("\"measured\" : 7", "\"release\" : 41")
        .doesNotContain("Nothing was changed");
    assertThat(changes()).isEmpty();
  }

  @Test
  void dryRunFitsNarrowTerminalsWithoutCuttingAWord() throws Exception {
    server.answer("GET " + AT + "/promotion", PLANNED);
    var words = words(server.run("db", "promote", REPLICA, "--dry-run").out());
    for (int columns : List.of(80, 40)) {
      var told = Map.of("JAVA_TOOL_OPTIONS", "-Dcairn.columns=" + columns);
      var out = new Command(home, told).run("db", "promote", REPLICA, "--dry-run").out();
      assertThat(out.lines().mapToInt(String::length).max().orElse(0))
          .as(out)
          .isLessThanOrEqualTo(columns);
      assertThat(words(out)).as(out).containsAll(words);
    }
  }

  private static List<String> words(String text) {
    return Arrays.stream(text.split("\\s+", -1)).distinct().toList();
  }

  @Test
  void unplannedOneIsAskedForByName() throws Exception {
    var nobody = promote(UNPLANNED, "--force");
    assertThat(nobody.status()).isEqualTo(2);
    assertThat(nobody.err())
        .contains("end the server of notes/prod/postgres", "lost is at most 4 KiB", "Up to 3.2 KiB")
        .contains("--yes-delete notes/eu/postgres");
    assertThat(changes()).isEmpty();

    assertThat(promote(UNPLANNED, "--force", "--yes-delete", REPLICA).status()).isZero();
    assertThat(server.bodies()).contains("{\"force\":true}");
  }

  /** The server knows whether there is one to go on with. */
  @Test
  void oneThatWasBrokenOffAfterItTookWritesGoesOn() throws Exception {
    server.refuse(
        "GET " + AT + "/promotion",
        409,
        """
        {"type": "about:blank", "title": "conflict", "status": 409, "detail": "It follows nobody.",
         "code": "not-a-replica", "suggestion": ""}
        """);
    assertThat(server.run("db", "promote", REPLICA).out())
        .contains("Promoted notes/eu/postgres: it takes the writes now.");
    assertThat(server.run("db", "promote", REPLICA, "--dry-run").err())
        .contains("It follows nobody.");
    assertThat(changes()).hasSize(1);
  }

  @Test
  void refusedOneIsToldBeforeAnybodyIsAsked() throws Exception {
    for (var option : List.of("--force", "--dry-run")) {
      var outcome = promote(REFUSED, option);
      assertThat(outcome.status()).isEqualTo(1);
      assertThat(outcome.err()).contains("It is full.", "→ Give it more.");
    }
    assertThat(changes()).isEmpty();
  }
}
