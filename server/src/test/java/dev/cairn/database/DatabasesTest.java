package dev.cairn.database;

import static dev.cairn.database.DatabaseBench.ANNA;
import static dev.cairn.database.DatabaseBench.grow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.cairn.activity.ActivityEntry;
import dev.cairn.core.Bytes;
import dev.cairn.core.Name;
import dev.cairn.core.Problem;
import dev.cairn.core.ProblemException;
import dev.cairn.core.Violation;
import dev.cairn.db.TestDatabase;
import dev.cairn.engine.Engine;
import dev.cairn.engine.Postgres;
import dev.cairn.engine.Redis;
import dev.cairn.operation.Operation;
import dev.cairn.operation.StepResult;
import dev.cairn.provider.Backup;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class DatabasesTest {
  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();
  @TempDir static Path home;

  private DatabaseBench bench = new DatabaseBench(DATABASE.state(), home);

  @BeforeEach
  void freshStage() {
    bench = new DatabaseBench(DATABASE.state(), home);
  }

  @Test
  void addedDatabaseIsAvailableWithItsSecret() {
    var operation = bench.databases.add(ANNA, bench.spec(), Optional.empty());
    assertThat(operation.target()).isEqualTo(bench.ref.toString());
    assertThat(bench.databases.get(bench.ref).status()).isEqualTo(Database.Status.CREATING);

    assertThat(bench.finish(operation).status()).isEqualTo(Operation.Status.SUCCEEDED);
    var database = bench.databases.get(bench.ref);
    assertThat(database.status()).isEqualTo(Database.Status.AVAILABLE);
    assertThat(database.statusReason()).isEmpty();
    assertThat(database.version()).isEqualTo("18");
    assertThat(database.type().name()).isEqualTo("db.t4g.micro");
    assertThat(database.storage()).isEqualTo(Bytes.ofGib(10));
    assertThat(database.database()).isEqualTo(bench.stage.stack().underscored());
    assertThat(database.identifier()).matches(bench.stage.stack() + "-dev-postgres-[a-z0-9]{4}");
    var secret = bench.secrets.credentials("dev-" + bench.stage.stack() + "-postgres");
    assertThat(secret.host()).isEqualTo("127.0.0.1");
    assertThat(secret.port()).isEqualTo(database.endpoint().orElseThrow().port());
    assertThat(secret.password()).isEqualTo(bench.databases.password(bench.ref));
    assertThat(secret.password().reveal()).matches("[A-Za-z0-9_-]{40}");
    assertThat(bench.activity.list(Optional.of(bench.ref.toString()), 5))
        .extracting(ActivityEntry::action)
        .containsExactly("add-database");
    assertThat(bench.activity.list(Optional.empty(), 100).toString())
        .doesNotContain(secret.password().reveal());
  }

  @Test
  void whatItWaitsForIsItsStatusReason() {
    bench.provider.beSlow(1);
    var operation = bench.databases.add(ANNA, bench.spec(), Optional.empty());
    assertThat(bench.steps.run(operation.id(), bench.actions)).contains(Duration.ofMillis(10));
    assertThat(bench.databases.get(bench.ref).statusReason()).isEqualTo("slow on command");
  }

  @Test
  void allThatIsWrongIsSaidTogether() {
    assertThatThrownBy(
            () ->
                bench.databases.add(
                    ANNA, bench.spec("19", "db.t4g.mirco", new Bytes(5), "lost"), Optional.empty()))
        .asInstanceOf(type(ProblemException.class))
        .satisfies(
            e -> {
              assertThat(e.problem().code()).isEqualTo("invalid-request");
              assertThat(e.problem().violations())
                  .extracting(Violation::field)
                  .containsExactlyInAnyOrder("fromBackup", "version", "type", "storage");
              assertThat(e.problem().suggestion()).contains("Did you mean db.t4g.micro");
              assertThat(e.problem().suggestion()).contains("18, 17, 16, 15, 14");
            });
    assertThat(bench.databases.list(bench.stage)).isEmpty();
    assertThat(bench.operations.list(Optional.of(bench.stage.toString()), 5)).isEmpty();
  }

  @Test
  void secondOfAnEngineIsRefused() {
    var first = bench.databases.add(ANNA, bench.spec(), Optional.empty());
    assertThatThrownBy(() -> bench.databases.add(ANNA, bench.spec(), Optional.empty()))
        .hasMessageContaining("operation-in-progress")
        .hasMessageContaining(first.id().toString());
    assertThatThrownBy(() -> bench.databases.resize(ANNA, bench.ref, grow(20), Optional.empty()))
        .hasMessageContaining("operation-in-progress");
    bench.finish(first);
    assertThatThrownBy(() -> bench.databases.add(ANNA, bench.spec(), Optional.empty()))
        .hasMessageContaining("database-exists");
    assertThat(bench.operations.findOpen(bench.ref.toString())).isEmpty();
  }

  @Test
  void repeatedRequestIsAnsweredWithTheFirstOperation() {
    var key = Optional.of("key-" + bench.stage);
    var first = bench.databases.add(ANNA, bench.spec(), key);
    assertThat(bench.databases.add(ANNA, bench.spec(), key).id()).isEqualTo(first.id());
    bench.finish(first);
    assertThat(bench.databases.add(ANNA, bench.spec(), key).id()).isEqualTo(first.id());
    assertThat(bench.provider.instances()).hasSize(1);
  }

  @Test
  void failedAddLeavesNothingButTheOperationAndCanBeRetried() {
    bench.provider.beSlow(1);
    var operation = bench.databases.add(ANNA, bench.spec(), Optional.empty());
    bench.steps.run(operation.id(), bench.actions);
    var before = bench.databases.get(bench.ref).identifier();
    bench.provider.answerAsUsual();
    bench.actions.put(
        "redeploy-application",
        run ->
            new StepResult.Failed(
                Problem.failed("unhealthy", "It never became healthy.", "Look.")));
    var failed = bench.finish(operation);
    assertThat(failed.status()).isEqualTo(Operation.Status.FAILED);
    assertThat(failed.problem().orElseThrow().code()).isEqualTo("unhealthy");
    assertThat(bench.databases.find(bench.ref)).isEmpty();
    assertThat(bench.provider.instances()).isEmpty();
    assertThat(bench.secretCount()).isZero();

    bench.actions.put("redeploy-application", run -> StepResult.done());
    bench.operations.retry(ANNA, operation.id());
    assertThat(bench.finish(operation).status()).isEqualTo(Operation.Status.SUCCEEDED);
    assertThat(bench.databases.get(bench.ref).identifier()).isEqualTo(before);
    assertThat(bench.secretCount()).isEqualTo(1);
  }

  @Test
  void addThatIsCancelledBeforeItBeganLeavesNothing() {
    var operation = bench.databases.add(ANNA, bench.spec(), Optional.empty());
    bench.operations.cancel(ANNA, operation.id());
    assertThat(bench.finish(operation).status()).isEqualTo(Operation.Status.CANCELLED);
    assertThat(bench.databases.find(bench.ref)).isEmpty();
    assertThat(bench.secretCount()).isZero();
    bench.stacks.deleteStage(ANNA, bench.stage);
  }

  @Test
  void storageOnlyGrows() {
    bench.added();
    assertThatThrownBy(() -> bench.databases.resize(ANNA, bench.ref, grow(5), Optional.empty()))
        .hasMessageContaining("storage-shrink");
    assertThatThrownBy(() -> bench.databases.resize(ANNA, bench.ref, grow(10), Optional.empty()))
        .hasMessageContaining("nothing-to-change");
    var operation = bench.databases.resize(ANNA, bench.ref, grow(20), Optional.empty());
    assertThat(bench.databases.get(bench.ref).status()).isEqualTo(Database.Status.MODIFYING);
    assertThat(bench.finish(operation).status()).isEqualTo(Operation.Status.SUCCEEDED);
    assertThat(bench.databases.get(bench.ref).storage()).isEqualTo(Bytes.ofGib(20));
    assertThat(bench.provider.instances().getFirst().storage()).isEqualTo(Bytes.ofGib(20));
  }

  @Test
  void onlyWhatRestartsHasTheApplicationChecked() {
    bench.added();
    var redis = new DatabaseRef(bench.stage, Redis.INSTANCE);
    bench.finish(bench.databases.add(ANNA, DatabaseSpec.of(redis), Optional.empty()));
    assertThat(steps(bench.ref, grow(20))).containsExactly("apply-size");
    assertThat(steps(bench.ref, another("db.t4g.small")))
        .containsExactly("apply-size", "check-application");
    assertThat(steps(redis, another("cache.t4g.small"))).containsExactly("apply-size");
  }

  private static ResizeSpec another(String name) {
    return new ResizeSpec(Optional.of(name), Optional.empty());
  }

  private List<String> steps(DatabaseRef ref, ResizeSpec spec) {
    var operation = bench.databases.resize(ANNA, ref, spec, Optional.empty());
    assertThat(bench.finish(operation).status()).isEqualTo(Operation.Status.SUCCEEDED);
    return operation.steps().stream().map(Operation.Step::name).toList();
  }

  @Test
  void failedResizeIsAsBefore() {
    bench.added();
    bench.provider.failNext("disk-full");
    var operation =
        bench.databases.resize(
            ANNA,
            bench.ref,
            new ResizeSpec(Optional.of("db.t4g.large"), Optional.empty()),
            Optional.empty());
    assertThat(bench.finish(operation).status()).isEqualTo(Operation.Status.FAILED);
    assertThat(bench.databases.get(bench.ref).type().name()).isEqualTo("db.t4g.micro");
    assertThat(bench.databases.get(bench.ref).status()).isEqualTo(Database.Status.AVAILABLE);
  }

  @Test
  void failedResizeThatIsRetriedAfterAnotherLeavesThatSize() {
    bench.added();
    bench.provider.failNext("disk-full");
    var first = bench.databases.resize(ANNA, bench.ref, grow(20), Optional.empty());
    assertThat(bench.finish(first).status()).isEqualTo(Operation.Status.FAILED);
    bench.provider.failNext("disk-full");
    var second = bench.databases.resize(ANNA, bench.ref, grow(30), Optional.empty());
    assertThat(bench.finish(second).status()).isEqualTo(Operation.Status.FAILED);

    bench.operations.retry(ANNA, second.id());
    assertThat(bench.finish(second).status()).isEqualTo(Operation.Status.SUCCEEDED);
    bench.operations.retry(ANNA, first.id());
    var retried = bench.finish(first);
    assertThat(retried.status()).isEqualTo(Operation.Status.FAILED);
    assertThat(retried.problem().orElseThrow().code()).isEqualTo("size-changed");
    assertThat(bench.databases.get(bench.ref).storage()).isEqualTo(Bytes.ofGib(30));
    assertThat(bench.provider.instances().getFirst().storage()).isEqualTo(Bytes.ofGib(30));
    assertThat(bench.databases.get(bench.ref).status()).isEqualTo(Database.Status.AVAILABLE);
  }

  @Test
  void removedDatabaseLivesOnInTheBackupThatWasProposed() {
    bench.added();
    var name = bench.databases.proposeBackupName(bench.ref);
    assertThat(name).matches(bench.stage.stack() + "-dev-postgres-[0-9]{8}-[0-9]{6}");
    var operation = bench.databases.remove(ANNA, bench.ref, Optional.of(name), Optional.empty());
    assertThat(operation.input()).containsEntry("backup", name);
    assertThat(bench.finish(operation).status()).isEqualTo(Operation.Status.SUCCEEDED);
    assertThat(bench.databases.find(bench.ref)).isEmpty();
    assertThat(bench.secretCount()).isZero();
    assertThat(bench.provider.instances()).isEmpty();
    assertThat(bench.databases.listBackups()).extracting(Backup::name).containsExactly(name);

    var again =
        bench.databases.add(
            ANNA,
            new DatabaseSpec(
                bench.ref,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.of(name)),
            Optional.empty());
    assertThatThrownBy(() -> bench.databases.removeBackup(ANNA, name))
        .hasMessageContaining("backup-in-use");
    assertThat(bench.finish(again).status()).isEqualTo(Operation.Status.SUCCEEDED);
    assertThat(bench.provider.instances().getFirst().fromBackup()).contains(name);
    bench.databases.removeBackup(ANNA, name);
    assertThatThrownBy(() -> bench.databases.removeBackup(ANNA, name))
        .hasMessageContaining("unknown-backup");
  }

  @Test
  void removalThatFailsLeavesTheDatabaseRunning() {
    bench.added();
    bench.actions.put(
        "delete-database",
        run -> new StepResult.Failed(Problem.failed("stuck", "It is stuck.", "Look.")));
    var operation =
        bench.databases.remove(
            ANNA,
            bench.ref,
            Optional.of(bench.databases.proposeBackupName(bench.ref)),
            Optional.empty());
    assertThat(bench.finish(operation).status()).isEqualTo(Operation.Status.FAILED);
    assertThat(bench.databases.get(bench.ref).status()).isEqualTo(Database.Status.AVAILABLE);
    assertThat(bench.provider.isRunning(bench.databases.get(bench.ref).identifier())).isTrue();
    assertThat(bench.databases.listBackups()).isEmpty();
  }

  @Test
  void backupOfAnotherVersionIsRefused() {
    bench.provider.keep(
        new Backup(
            "old",
            "postgres",
            "15",
            "x",
            "x",
            Bytes.ofGib(12),
            Instant.parse("2026-01-01T00:00:00Z")));
    assertThatThrownBy(
            () ->
                bench.databases.add(
                    ANNA,
                    bench.spec("18", "db.t4g.micro", Bytes.ofGib(20), "old"),
                    Optional.empty()))
        .hasMessageContaining("backup-mismatch");
    assertThatThrownBy(
            () ->
                bench.databases.add(
                    ANNA,
                    bench.spec("15", "db.t4g.micro", Bytes.ofGib(10), "old"),
                    Optional.empty()))
        .hasMessageContaining("storage-too-small");
    assertThatThrownBy(
            () ->
                bench.databases.remove(ANNA, bench.ref, Optional.of("../../etc"), Optional.empty()))
        .hasMessageContaining("invalid-backup-name");
  }

  @Test
  void unknownDatabaseIsAProblemWithTheNextAction() {
    assertThatThrownBy(() -> bench.databases.get(bench.ref))
        .hasMessageContaining("unknown-database");
    assertThatThrownBy(() -> bench.databases.get(DatabaseRef.parse("nowhere/dev/postgres")))
        .hasMessageContaining("unknown-stack");
    assertThatThrownBy(() -> bench.databases.resize(ANNA, bench.ref, grow(20), Optional.empty()))
        .hasMessageContaining("unknown-database");
  }

  @Test
  void repeatedRequestIsAnsweredThoughItsBackupIsGone() {
    bench.provider.keep(
        new Backup(
            "gone-soon",
            "postgres",
            "18",
            "x",
            "x",
            Bytes.ofGib(1),
            Instant.parse("2026-01-01T00:00:00Z")));
    var spec = bench.spec("18", "db.t4g.micro", Bytes.ofGib(10), "gone-soon");
    var key = Optional.of("key-of-" + bench.stage);
    var first = bench.databases.add(ANNA, spec, key);
    assertThat(bench.finish(first).status()).isEqualTo(Operation.Status.SUCCEEDED);
    bench.databases.removeBackup(ANNA, "gone-soon");
    assertThat(bench.databases.add(ANNA, spec, key).id()).isEqualTo(first.id());
  }

  @Test
  void cacheOnlyIsForRedisAlone() {
    assertThatThrownBy(
            () -> bench.databases.add(ANNA, cacheOnly(Postgres.INSTANCE), Optional.empty()))
        .hasMessageContaining("cache-only-unsupported");
    var spec = cacheOnly(Redis.INSTANCE);
    bench.finish(bench.databases.add(ANNA, spec, Optional.empty()));
    var redis = bench.databases.get(spec.ref());
    assertThat(redis.cacheOnly()).isTrue();
    assertThat(redis.database()).isEqualTo("0");
    assertThat(redis.username()).isEqualTo(bench.stage.stack().underscored());
    assertThat(bench.provider.find(redis.identifier()).orElseThrow().cacheOnly()).isTrue();
  }

  private DatabaseSpec cacheOnly(Engine engine) {
    return new DatabaseSpec(
        new DatabaseRef(bench.stage, engine),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        true,
        Optional.empty());
  }

  @Test
  void namesThatAnEngineKeepsForItselfAreAvoided() {
    assertThat(
            List.of("notes", "my-shop", "pg-stats", "postgres", "cairn-admin", "mysql").stream()
                .map(Name::new)
                .map(DatabaseNames::userOf))
        .containsExactly(
            "notes", "my_shop", "app_pg_stats", "app_postgres", "app_cairn_admin", "app_mysql");
    assertThat(DatabaseNames.databaseOf(DatabaseRef.parse("my-shop/dev/mysql")))
        .isEqualTo("my_shop");
    assertThat(DatabaseNames.databaseOf(DatabaseRef.parse("my-shop/dev/redis"))).isEqualTo("0");
  }
}
