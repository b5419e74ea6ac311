package dev.cairn.database;

import static dev.cairn.database.DatabaseBench.ANNA;
import static dev.cairn.database.DatabaseBench.grow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.core.Bytes;
import dev.cairn.core.Problem;
import dev.cairn.core.ProblemException;
import dev.cairn.db.TestDatabase;
import dev.cairn.engine.Redis;
import dev.cairn.operation.Operation;
import dev.cairn.operation.StepResult;
import dev.cairn.provider.Backup;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Databases that died, whose data are gone, or whose backup may be all that is left. */
class DatabaseLossTest {
  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();
  @TempDir static Path home;

  private DatabaseBench bench = new DatabaseBench(DATABASE.state(), home);

  @BeforeEach
  void freshStage() {
    bench = new DatabaseBench(DATABASE.state(), home);
  }

  @Test
  void deadDatabaseIsBroughtBackAndKeepsItsPort() {
    var database = bench.added();
    bench.provider.crash(database.identifier());
    bench.drift.tick();
    var repair = bench.operations.findOpen(bench.ref.toString()).orElseThrow();
    assertThat(repair.kind()).isEqualTo("repair-database");
    assertThat(repair.actor()).isEqualTo("cairn");
    assertThat(bench.databases.get(bench.ref).status()).isEqualTo(Database.Status.RECOVERING);
    bench.drift.tick();
    assertThat(bench.finish(repair).status()).isEqualTo(Operation.Status.SUCCEEDED);
    assertThat(bench.databases.get(bench.ref)).isEqualTo(database);
  }

  /** One that is held for a moment, to be looked at, says nothing of it. */
  @Test
  void oneThatIsHeldSaysSoUntilItGoesOn() {
    var database = bench.added();
    bench.provider.hold(database.identifier(), true);
    bench.drift.tick();
    bench.provider.hold(database.identifier(), false);
    bench.drift.tick();
    bench.provider.hold(database.identifier(), true);
    bench.drift.tick();
    assertThat(bench.databases.get(bench.ref)).isEqualTo(database);
    bench.drift.tick();
    bench.drift.tick();
    var held = bench.databases.get(bench.ref);
    assertThat(held.status()).isEqualTo(Database.Status.FAILED);
    assertThat(held.statusReason()).isEqualTo("It is held.");
    assertThat(bench.operations.findOpen(bench.ref.toString())).isEmpty();
    bench.provider.hold(database.identifier(), false);
    bench.drift.tick();
    assertThat(bench.databases.get(bench.ref)).isEqualTo(database);
  }

  @Test
  void oneThatHangsKeepsNoOtherFromBeingBroughtBack() throws Exception {
    bench.provider.muteStatistics(bench.added().identifier());
    var other = bench.followed();
    try (var beside = Executors.newSingleThreadExecutor()) {
      for (int i = 0; i < 2; i++) {
        var tick = beside.submit(bench.drift::tick);
        try {
          tick.get(20, TimeUnit.SECONDS);
        } finally {
          tick.cancel(true);
        }
        bench.provider.crash(other.identifier());
      }
    } finally {
      bench.drift.close();
    }
    assertThat(bench.operations.findOpen(other.ref().toString()).orElseThrow().kind())
        .isEqualTo("repair-database");
  }

  @Test
  void cancelledRepairLeavesTimeToRemoveTheDatabase() {
    bench.provider.crash(bench.added().identifier());
    bench.drift.tick();
    var repair = bench.operations.findOpen(bench.ref.toString()).orElseThrow();
    bench.operations.cancel(ANNA, repair.id());
    assertThat(bench.finish(repair).status()).isEqualTo(Operation.Status.CANCELLED);
    bench.drift.tick();
    assertThat(bench.operations.findOpen(bench.ref.toString())).isEmpty();
    bench.state.transaction(
        transaction ->
            transaction
                .handle()
                .execute(
                    "update operation set finished_at = now() - interval '61 s' where id = ?",
                    repair.id()));
    bench.drift.tick();
    assertThat(bench.operations.findOpen(bench.ref.toString())).isPresent();
  }

  @Test
  void aDatabaseThatCannotBeLookedAtKeepsNoOtherFromBeingBroughtBack() {
    var postgres = bench.added();
    var redis = new DatabaseRef(bench.stage, Redis.INSTANCE);
    bench.finish(bench.databases.add(ANNA, DatabaseSpec.of(redis), Optional.empty()));
    var other = bench.databases.get(redis);

    bench.provider.breakLooksAt(postgres.identifier(), new IllegalStateException("unforeseen"));
    bench.provider.crash(other.identifier());
    bench.drift.tick();
    bench.finish(bench.operations.findOpen(redis.toString()).orElseThrow());
    bench.provider.answerAsUsual();

    bench.provider.breakLooksAt(other.identifier(), new IllegalStateException("unforeseen"));
    bench.provider.crash(postgres.identifier());
    bench.drift.tick();
    assertThat(bench.operations.findOpen(bench.ref.toString())).isPresent();
  }

  @Test
  void missingDataAreNotReplacedByEmptyOnes() {
    var database = bench.added();
    bench.provider.lose(database.identifier());
    bench.drift.tick();
    bench.drift.tick();
    assertThat(bench.operations.findOpen(bench.ref.toString())).isEmpty();
    assertThat(bench.databases.get(bench.ref).status()).isEqualTo(Database.Status.FAILED);
    assertThat(bench.databases.get(bench.ref).statusReason()).contains("are gone");
    bench.provider.giveBack(database.identifier());
    bench.drift.tick();
    assertThat(bench.databases.get(bench.ref).status()).isEqualTo(Database.Status.AVAILABLE);
  }

  @Test
  void noOtherOperationReplacesMissingDataEither() {
    var id = bench.added().identifier();
    var resize = bench.databases.resize(ANNA, bench.ref, grow(20), Optional.empty());
    bench.provider.lose(id);
    var failed = bench.finish(resize);
    assertThat(failed.status()).isEqualTo(Operation.Status.FAILED);
    assertThat(failed.problem().orElseThrow().code()).isEqualTo("database-missing");
    assertThat(bench.provider.instances()).isEmpty();
    assertThat(bench.databases.get(bench.ref).storage()).isEqualTo(Bytes.ofGib(10));
    assertThat(bench.databases.get(bench.ref).status()).isEqualTo(Database.Status.FAILED);
    assertThatThrownBy(() -> bench.databases.resize(ANNA, bench.ref, grow(20), Optional.empty()))
        .hasMessageContaining("database-missing");
    bench.provider.giveBack(id);
    bench.drift.tick();
    assertThat(bench.databases.get(bench.ref).status()).isEqualTo(Database.Status.AVAILABLE);
  }

  @Test
  void removalWithAFinalBackupOfLostDataEndsSoThatOneWithoutItIsPossible() {
    var id = bench.added().identifier();
    bench.provider.failNext("data-missing");
    bench.provider.failNext("data-missing");
    assertThat(removeWithBackup().problem().orElseThrow().code()).isEqualTo("data-missing");

    bench.provider.failNext("record-damaged");
    bench.provider.breakLooksAt(id, damaged());
    assertThat(removeWithBackup().problem().orElseThrow().code()).isEqualTo("record-damaged");

    var removal = bench.databases.remove(ANNA, bench.ref, Optional.empty(), Optional.empty());
    assertThat(bench.finish(removal).status()).isEqualTo(Operation.Status.SUCCEEDED);
    assertThat(bench.databases.find(bench.ref)).isEmpty();
  }

  private Operation removeWithBackup() {
    var name = Optional.of(bench.databases.proposeBackupName(bench.ref));
    var failed = bench.finish(bench.databases.remove(ANNA, bench.ref, name, Optional.empty()));
    assertThat(failed.status()).isEqualTo(Operation.Status.FAILED);
    return failed;
  }

  private static ProblemException damaged() {
    return Problem.failed("record-damaged", "instance.json is damaged.", "Put it back.")
        .toException();
  }

  @Test
  void resizeOfADatabaseWhoseRecordIsDamagedEnds() {
    var id = bench.added().identifier();
    var resize = bench.databases.resize(ANNA, bench.ref, grow(20), Optional.empty());
    bench.provider.breakLooksAt(id, damaged());
    var failed = bench.finish(resize);
    assertThat(failed.status()).isEqualTo(Operation.Status.FAILED);
    assertThat(failed.problem().orElseThrow().code()).isEqualTo("record-damaged");
    assertThat(bench.databases.get(bench.ref).storage()).isEqualTo(Bytes.ofGib(10));
  }

  @Test
  void damagedRecordIsTheStatusUntilItIsWholeAgain() {
    var database = bench.added();
    bench.provider.breakLooksAt(database.identifier(), damaged());
    bench.drift.tick();
    bench.drift.tick();
    assertThat(bench.operations.findOpen(bench.ref.toString())).isEmpty();
    assertThat(bench.databases.get(bench.ref).status()).isEqualTo(Database.Status.FAILED);
    assertThat(bench.databases.get(bench.ref).statusReason()).contains("instance.json is damaged");
    bench.provider.answerAsUsual();
    bench.drift.tick();
    assertThat(bench.databases.get(bench.ref)).isEqualTo(database);
  }

  @Test
  void backupThatAnOpenOperationNeedsIsNotRemoved() {
    bench.added();
    bench.actions.put("delete-database", run -> new StepResult.Wait(Duration.ofSeconds(1), "held"));
    var name = bench.databases.proposeBackupName(bench.ref);
    var removal = bench.databases.remove(ANNA, bench.ref, Optional.of(name), Optional.empty());
    bench.steps.run(removal.id(), bench.actions);
    assertThat(bench.databases.listBackups()).extracting(Backup::name).containsExactly(name);
    assertThatThrownBy(() -> bench.databases.removeBackup(ANNA, name))
        .hasMessageContaining("backup-in-use");
    bench.operations.cancel(ANNA, removal.id());
    assertThat(bench.finish(removal).status()).isEqualTo(Operation.Status.CANCELLED);
    assertThat(bench.databases.get(bench.ref).status()).isEqualTo(Database.Status.AVAILABLE);
  }

  @Test
  void removalWhoseBackupBrokeOffKeepsEverythingWhenItIsRetried() {
    var id = bench.added().identifier();
    var name = bench.databases.proposeBackupName(bench.ref);
    bench.provider.breakOffNextBackup(id, name);
    var removal = bench.databases.remove(ANNA, bench.ref, Optional.of(name), Optional.empty());
    assertThat(bench.finish(removal).status()).isEqualTo(Operation.Status.FAILED);
    assertThat(bench.provider.isRunning(id)).isTrue();
    assertThat(bench.databases.listBackups()).as("it is out of date from now on").isEmpty();
    bench.operations.retry(ANNA, removal.id());
    assertThat(bench.finish(removal).status()).isEqualTo(Operation.Status.SUCCEEDED);
    assertThat(bench.databases.listBackups()).extracting(Backup::name).containsExactly(name);
  }

  @Test
  void nameOfAnothersBackupIsRefusedAndThatBackupKept() {
    var database = bench.added();
    var name = bench.databases.proposeBackupName(bench.ref);
    var others =
        new Backup(
            name,
            "postgres",
            "18",
            "another-dev-postgres-abcd",
            "another",
            new Bytes(1),
            Instant.parse("2026-01-01T00:00:00Z"));
    bench.provider.keep(others);
    assertThatThrownBy(
            () -> bench.databases.remove(ANNA, bench.ref, Optional.of(name), Optional.empty()))
        .hasMessageContaining("backup-exists");
    bench.databases.removeBackup(ANNA, name);
    // It comes up while the removal is on its way.
    var removal = bench.databases.remove(ANNA, bench.ref, Optional.of(name), Optional.empty());
    bench.provider.keep(others);
    assertThat(bench.finish(removal).problem().orElseThrow().code()).isEqualTo("backup-exists");
    assertThat(bench.databases.get(bench.ref).status()).isEqualTo(Database.Status.AVAILABLE);
    assertThat(bench.provider.isRunning(database.identifier())).isTrue();
    assertThat(bench.databases.listBackups()).containsExactly(others);
  }
}
