package dev.cairn.web.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.core.Bytes;
import dev.cairn.core.Name;
import dev.cairn.core.StageRef;
import dev.cairn.database.DatabaseRef;
import dev.cairn.database.DatabaseSpec;
import dev.cairn.db.TestDatabase;
import dev.cairn.engine.Postgres;
import dev.cairn.operation.Operation;
import dev.cairn.provider.Backup;
import dev.cairn.stack.StageSpec;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What the pages of stacks and databases show, over real HTTP. */
class StackPagesTest {
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
  void anyNameIsOneOfAPage() {
    var stack = new Name("new");
    if (bench.stacks.find(stack).isEmpty()) {
      bench.stacks.create(ConsoleBench.ANNA, stack);
      bench.stacks.createStage(
          ConsoleBench.ANNA,
          new StageSpec(
              new StageRef(stack, stack), Optional.empty(), Optional.empty(), Optional.empty()));
    }
    assertThat(bench.get("/stacks/new").body()).contains("/stacks/new/new-stage");
    assertThat(bench.get("/stacks/new/stages/new").body()).contains("No application yet");
    assertThat(bench.get("/new-stack").body()).contains("New stack");
    assertThat(bench.get("/stacks/new/new-stage").body()).contains("New stage");
    assertThat(bench.get("/stack-cards").body()).contains("href=\"/stacks/new\"");
  }

  @Test
  void aStackThatIsNotThereHasNoOperations() {
    assertThat(bench.get("/stacks/nosuch/operations").statusCode()).isEqualTo(404);
  }

  @Test
  void anOperationThatWaitsForAPersonIsShownHoweverManyCameAfterIt() {
    var ref = new DatabaseRef(bench.stage, Postgres.INSTANCE);
    var waits = bench.databases.add(ConsoleBench.ANNA, DatabaseSpec.of(ref), Optional.empty());
    DATABASE
        .state()
        .transaction(
            transaction ->
                transaction
                        .handle()
                        .execute(
                            "update operation set status = ? where id = ?",
                            Operation.Status.NEEDS_ATTENTION,
                            waits.id())
                    + transaction
                        .handle()
                        .execute(
                            """
                            insert into operation
                              (id, kind, target, title, actor, status, input, finished_at)
                            select gen_random_uuid(), 'rest', ?, 'Rest', 'anna', 'SUCCEEDED',
                              '{}', now()
                            from generate_series(1, 60)
                            """,
                            ref.toString()));

    for (var page : new String[] {"/stacks/" + bench.stage.stack(), bench.of("")}) {
      assertThat(bench.get(page).body()).as(page).contains("/operations/" + waits.id());
    }
    assertThat(bench.get(bench.of("/databases/postgres")).body())
        .contains("/operations/" + waits.id());
    assertThat(bench.operations.countOpen()).isPositive();
  }

  @Test
  void aBackupOpensInItsOwnVersionWhicheverIsChosen() {
    bench.provider.keep(
        new Backup(
            "old-one", "postgres", "17", "notes/dev", "notes", Bytes.ofGib(1), Instant.EPOCH));

    var added =
        bench.post(
            bench.of("/databases"),
            Map.of(
                "engine", "postgres",
                "postgres.version", "18",
                "postgres.storage", "20",
                "postgres.fromBackup", "old-one"));

    assertThat(added.statusCode()).isEqualTo(303);
    assertThat(bench.databases.get(new DatabaseRef(bench.stage, Postgres.INSTANCE)).version())
        .isEqualTo("17");
  }
}
