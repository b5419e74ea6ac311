package dev.cairn.cli.db;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.cli.TestServer;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplicaCommandsTest {
  private static final String PRIMARY =
      """
      {"ref": "notes/prod/postgres", "engine": "postgres", "version": "18", "type": "db.t4g.micro",
       "storageGib": 10, "origin": "created", "status": "available", "statusReason": "",
       "database": "notes", "username": "notes", "secretName": "prod-notes-postgres",
       "identifier": "p", "createdAt": "2026-01-01T00:00:00Z",
       "replicas": [
         {"database": "notes/eu/postgres", "state": "streaming", "lagSeconds": 0.0,
          "behindBytes": 0},
         {"database": "notes/us/postgres", "state": "creating"}]}
      """;
  private static final String REPLICA =
      """
      {"ref": "notes/eu/postgres", "engine": "postgres", "version": "18", "type": "db.t4g.micro",
       "storageGib": 10, "origin": "replica", "status": "available", "statusReason": "",
       "database": "notes", "username": "notes", "secretName": "eu-notes-postgres",
       "identifier": "r", "createdAt": "2026-01-01T00:00:00Z",
       "replicaOf": "notes/prod/postgres",
       "replication": {"state": "catching-up", "lagSeconds": 12.3, "behindBytes": 5242880,
                       "reason": ""},
       "reader": {"database": "notes/eu/postgres", "chosen": false,
                  "trouble": "notes/eu/postgres is far behind."}}
      """;
  private static final String BEGUN = "{\"operation\":{\"id\":\"7\",\"url\":\"/x\"}}";

  @TempDir private Path home;
  private TestServer server;

  @BeforeEach
  void start() throws IOException {
    server = new TestServer(home).operation("7", "succeeded");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void replicaIsAddedWithWhomItFollows() throws Exception {
    server.answer("POST /stacks/notes/stages/eu/databases", BEGUN);
    var outcome =
        server.run("db", "add", "notes/eu", "postgres", "--replica-of", "notes/prod/postgres");
    assertThat(server.bodies().getFirst())
        .contains("\"replicaOf\":\"notes/prod/postgres\"")
        .doesNotContain("cacheOnly");
    assertThat(outcome.out()).contains("Added notes/eu/postgres");
  }

  @Test
  void replicaIsRebuilt() throws Exception {
    server.answer("POST /stacks/notes/stages/eu/databases/postgres/rebuild", BEGUN);
    assertThat(server.run("db", "rebuild", "notes/eu/postgres").out())
        .contains("Rebuilt notes/eu/postgres");
  }

  @Test
  void applicationReadsElsewhereAndWhereItDidAgain() throws Exception {
    server.answer("PUT /stacks/notes/stages/eu/databases/postgres/reader", BEGUN);
    assertThat(
            server.run("db", "reader", "notes/eu/postgres", "--from", "notes/prod/postgres").out())
        .contains("The application of notes/eu reads from notes/prod/postgres.");
    assertThat(server.run("db", "reader", "notes/eu/postgres", "--from", "default").out())
        .contains("reads where it does without a choice");
    assertThat(server.bodies()).containsSubsequence("{\"from\":\"notes/prod/postgres\"}", "{}");
  }

  @Test
  void oneSeesWhoFollowsWhomAndHowFar() throws Exception {
    server
        .answer("GET /stacks/notes/stages/eu/databases/postgres", REPLICA)
        .answer("GET /stacks/notes/stages/prod/databases/postgres", PRIMARY)
        .answer("GET /stacks/notes/stages/prod/databases", "{\"items\":[" + PRIMARY + "]}")
        .answer("GET /stacks/notes/stages/eu/databases", "{\"items\":[" + REPLICA + "]}");
    assertThat(server.run("db", "show", "notes/eu/postgres").out())
        .containsPattern(
            "follows +replica of notes/prod/postgres, catching-up, 12 s behind [(]5 MiB[)]")
        .containsPattern("read from +notes/eu/postgres. WARNING: notes/eu/postgres is far behind.");
    assertThat(server.run("db", "show", "notes/prod/postgres").out())
        .containsPattern(
            "followed by +notes/eu/postgres, streaming, 0 s behind; notes/us/postgres, creating");
    assertThat(server.run("db", "list", "notes/eu").out())
        .contains("notes/eu/postgres: replica of notes/prod/postgres, catching-up");
    assertThat(server.run("db", "list", "notes/prod").out())
        .contains("notes/prod/postgres: followed by notes/eu/postgres, streaming, 0 s behind");
  }

  /** Its data are its primary's. */
  @Test
  void removedReplicaLeavesNoBackup() throws Exception {
    server
        .answer("GET /stacks/notes/stages/eu/databases/postgres", REPLICA)
        .answer("DELETE /stacks/notes/stages/eu/databases/postgres", BEGUN);
    var outcome =
        server.run("db", "remove", "notes/eu/postgres", "--yes-delete", "notes/eu/postgres");
    assertThat(outcome.out())
        .contains("Removed notes/eu/postgres. notes/prod/postgres is as before.")
        .doesNotContain("backup");
  }

  @Test
  void stageBeginsWithReplicasAlone() throws Exception {
    var stage =
        "{\"ref\":\"notes/eu\",\"databases\":["
            + REPLICA.replaceFirst("}\\s*$", ",")
            + "\"openOperation\":{\"id\":\"7\",\"url\":\"/x\"}}]}";
    server.answer("POST /stacks/notes/stages", stage).answer("GET /stacks/notes/stages/eu", stage);
    var outcome =
        server.run(
            "stage",
            "create",
            "notes/eu",
            "--replica-of",
            "notes/prod/postgres",
            "--replica-of",
            "notes/prod/mysql");
    assertThat(server.bodies().getFirst())
        .contains("\"databases\":[]")
        .contains("\"replicasOf\":[\"notes/prod/postgres\",\"notes/prod/mysql\"]");
    assertThat(outcome.out()).contains("cairn env notes/eu");
  }

  @Test
  void secretSaysWhereItIsRead() throws Exception {
    server.answer(
        "GET /secrets/eu-notes-postgres",
        """
        {"name": "eu-notes-postgres", "value": {"username": "notes", "password": "p",
         "engine": "postgres", "host": "127.0.0.1", "port": 20000, "dbname": "notes",
         "dbInstanceIdentifier": "r", "readerHost": "127.0.0.1", "readerPort": 20001}}
        """);
    assertThat(server.run("secret", "get", "eu-notes-postgres").out())
        .containsPattern("readerPort +20001");
  }
}
