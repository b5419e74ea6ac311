package dev.cairn.database;

import static dev.cairn.database.DatabaseBench.ANNA;
import static dev.cairn.database.DatabaseBench.grow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.core.Bytes;
import dev.cairn.core.Problem;
import dev.cairn.database.plan.StepNames;
import dev.cairn.db.TestDatabase;
import dev.cairn.operation.CrashPoint.Moment;
import dev.cairn.operation.Operation;
import dev.cairn.operation.StepBench;
import dev.cairn.operation.StepResult;
import dev.cairn.provider.DatabaseInstance;
import dev.cairn.provider.Login;
import dev.cairn.provider.ReplicaStatus;
import dev.cairn.provider.Replication;
import dev.cairn.replication.ReplicaSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Killed around the effect of every step of every plan, and run again: exactly one result. */
class CrashMatrixTest {
  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();
  @TempDir static Path home;

  private static final ResizeSpec SMALL =
      new ResizeSpec(Optional.of("db.t4g.small"), Optional.empty());

  private static final TuningSpec TUNED =
      TuningSpec.ofSettings(Map.of("work_mem", "8MB", "max_connections", "50"), Optional.empty());

  private int kills;

  @Test
  void everyPlanSurvivesADeathAroundEveryStep() {
    everyStep(
        bench -> {},
        bench -> bench.databases.add(ANNA, bench.spec(), Optional.empty()),
        bench -> {
          assertThat(bench.databases.get(bench.ref).status()).isEqualTo(Database.Status.AVAILABLE);
          assertThat(bench.provider.instances()).hasSize(1);
          assertThat(bench.secretCount()).isEqualTo(1);
        });
    everyStep(
        DatabaseBench::added,
        bench -> bench.databases.resize(ANNA, bench.ref, grow(20), Optional.empty()),
        bench -> {
          assertThat(bench.databases.get(bench.ref).storage()).isEqualTo(Bytes.ofGib(20));
          assertThat(bench.provider.instances()).hasSize(1);
        });
    everyStep(
        DatabaseBench::added,
        bench -> bench.databases.resize(ANNA, bench.ref, SMALL, Optional.empty()),
        bench -> {
          assertThat(bench.databases.get(bench.ref).type().name()).isEqualTo("db.t4g.small");
          assertThat(bench.provider.instances()).hasSize(1);
        });
    everyStep(
        DatabaseBench::added,
        bench -> TuningsTest.tunings(bench).change(ANNA, bench.ref, TUNED, Optional.empty()),
        bench -> {
          var id = bench.databases.get(bench.ref).identifier();
          assertThat(bench.provider.find(id).orElseThrow().tuning().settings())
              .isEqualTo(TUNED.settings());
          assertThat(bench.provider.instances()).hasSize(1);
        });
    everyStep(
        DatabaseBench::added,
        bench ->
            bench.databases.remove(
                ANNA,
                bench.ref,
                Optional.of(bench.databases.proposeBackupName(bench.ref)),
                Optional.empty()),
        bench -> {
          assertThat(bench.databases.find(bench.ref)).isEmpty();
          assertThat(bench.provider.instances()).isEmpty();
          assertThat(bench.databases.listBackups()).hasSize(1);
          assertThat(bench.secretCount()).isZero();
        });
    everyStep(
        bench -> bench.provider.crash(bench.added().identifier()),
        bench -> {
          bench.drift.tick();
          return bench.operations.findOpen(bench.ref.toString()).orElseThrow();
        },
        bench -> {
          assertThat(bench.databases.get(bench.ref).status()).isEqualTo(Database.Status.AVAILABLE);
          assertThat(bench.provider.isRunning(bench.databases.get(bench.ref).identifier()))
              .isTrue();
        });
    everyStep(
        DatabaseBench::used,
        bench -> bench.rotations.rotate(ANNA, bench.ref, Optional.empty()),
        bench -> holdsOneCredential(bench, "_2"));
    everyUndo(
        DatabaseBench::used,
        bench -> bench.rotations.rotate(ANNA, bench.ref, Optional.empty()),
        StepNames.REVOKE_CREDENTIAL,
        bench -> holdsOneCredential(bench, ""));
    everyCallOfTheProvider(
        DatabaseBench::used,
        bench -> bench.rotations.rotate(ANNA, bench.ref, Optional.empty()),
        bench -> holdsOneCredential(bench, "_2"));
    everyStep(
        bench -> {},
        bench ->
            bench.attachments.attach(
                ANNA,
                bench.ref,
                AttachmentsTest.spec("old.example", "secret", Optional.empty()),
                Optional.empty()),
        bench -> {
          assertThat(bench.databases.get(bench.ref).status()).isEqualTo(Database.Status.AVAILABLE);
          assertThat(bench.databases.password(bench.ref).reveal()).isEqualTo("secret");
          assertThat(bench.provider.instances()).isEmpty();
        });
    everyStep(
        bench -> bench.attached("old.example"),
        bench ->
            bench.attachments.replace(
                ANNA,
                bench.ref,
                AttachmentsTest.spec("new.example", "fresh", Optional.empty()),
                Optional.empty()),
        bench -> {
          assertThat(bench.databases.get(bench.ref).endpoint().orElseThrow().host())
              .isEqualTo("new.example");
          assertThat(bench.databases.password(bench.ref).reveal()).isEqualTo("fresh");
          assertThat(bench.secretCount()).isEqualTo(1);
        });
    everyStep(
        bench -> bench.attached("old.example"),
        bench -> bench.attachments.detach(ANNA, bench.ref, Optional.empty()),
        bench -> {
          assertThat(bench.databases.find(bench.ref)).isEmpty();
          assertThat(bench.secretCount()).isZero();
        });
    System.out.println("Killed and run again with exactly one result: " + kills);
    assertThat(kills)
        .isEqualTo(2 * (3 + 1 + 2 + 2 + 3 + 2) + 2 * 4 + 2 * 4 + 2 * 2 + 2 * (3 + 3 + 2));
  }

  @Test
  void everyPlanOfReplicasSurvivesADeathAroundEveryStep() {
    everyStep(
        DatabaseBench::added,
        bench -> bench.replicas.add(ANNA, replica(bench), Optional.empty()),
        CrashMatrixTest::hasOneReplica);
    everyUndo(
        DatabaseBench::added,
        bench -> bench.replicas.add(ANNA, replica(bench), Optional.empty()),
        StepNames.REDEPLOY_APPLICATION,
        CrashMatrixTest::hasNoReplica);
    everyCallOfTheProvider(
        DatabaseBench::added,
        bench -> bench.replicas.add(ANNA, replica(bench), Optional.empty()),
        CrashMatrixTest::hasOneReplica);
    everyStep(
        DatabaseBench::followed,
        bench ->
            bench.databases.remove(ANNA, replica(bench).ref(), Optional.empty(), Optional.empty()),
        CrashMatrixTest::hasNoReplica);
    everyStep(
        DatabaseBench::followed,
        bench -> bench.replicas.rebuild(ANNA, replica(bench).ref(), Optional.empty()),
        bench -> {
          hasOneReplica(bench);
          var id = bench.databases.get(replica(bench).ref()).identifier();
          assertThat(bench.provider.copies(id)).isEqualTo(2);
        });
    everyStep(
        DatabaseBench::followed,
        bench -> bench.databases.resize(ANNA, bench.ref, SMALL, Optional.empty()),
        CrashMatrixTest::hasOneReplica);
    everyUndo(
        DatabaseBench::followed,
        bench -> bench.databases.resize(ANNA, bench.ref, SMALL, Optional.empty()),
        StepNames.CHECK_APPLICATION,
        bench -> {
          hasOneReplica(bench);
          var primary = bench.databases.get(bench.ref);
          assertThat(bench.provider.find(primary.identifier()).orElseThrow().type())
              .isEqualTo(primary.type());
          assertThat(primary.type().name()).isEqualTo("db.t4g.micro");
        });
    System.out.println("Killed and run again with exactly one replica or none: " + kills);
    assertThat(kills).isEqualTo(2 * 5 + 2 * 5 + 2 * 2 + 2 * 3 + 2 * 4 + 2 * 3 + 2 * 3);
  }

  @Test
  void everyPlanOfReadersSurvivesADeathAroundEveryStep() {
    everyStep(
        DatabaseBench::followed,
        bench -> readFrom(bench, "reports"),
        bench -> reads(bench, "reports"));
    everyUndo(
        DatabaseBench::followed,
        bench -> readFrom(bench, "reports"),
        StepNames.HAND_OVER_READER,
        bench -> reads(bench, ""));
    everyStep(
        CrashMatrixTest::readByItsPrimarysStage,
        bench -> bench.readers.change(ANNA, bench.ref, Optional.empty(), Optional.empty()),
        bench -> reads(bench, ""));
    everyUndo(
        CrashMatrixTest::readByItsPrimarysStage,
        bench -> bench.readers.change(ANNA, bench.ref, Optional.empty(), Optional.empty()),
        StepNames.DISMISS_READER,
        bench -> reads(bench, "reports"));
    everyCallOfTheProvider(
        CrashMatrixTest::twoReplicasOneOfThemRead,
        bench -> readFrom(bench, "charts"),
        bench -> reads(bench, "charts"));
    everyStep(
        CrashMatrixTest::readByItsPrimarysStage,
        bench ->
            bench.databases.remove(ANNA, replica(bench).ref(), Optional.empty(), Optional.empty()),
        bench -> {
          hasNoReplica(bench);
          reads(bench, "");
        });
    System.out.println("Killed and run again with exactly one place to read: " + kills);
    assertThat(kills).isEqualTo(2 * 2 + 2 * 2 + 2 * 3 + 2 * 3 + 2 * 2 + 2 * 3);
  }

  private static Operation readFrom(DatabaseBench bench, String stage) {
    return bench.readers.change(
        ANNA, bench.ref, Optional.of(bench.inStage(stage)), Optional.empty());
  }

  private static void readByItsPrimarysStage(DatabaseBench bench) {
    bench.followed();
    bench.finish(readFrom(bench, "reports"));
  }

  private static void twoReplicasOneOfThemRead(DatabaseBench bench) {
    readByItsPrimarysStage(bench);
    var other = ReplicaSpec.of(bench.inStage("charts"), bench.ref);
    bench.finish(bench.replicas.add(ANNA, other, Optional.empty()));
  }

  /** There and nowhere else, and only that admits it; nowhere where it is empty. */
  private static void reads(DatabaseBench bench, String stage) {
    var own = bench.databases.get(bench.ref);
    assertThat(bench.readers.standing(own).reader().map(it -> it.ref().stage().stage().value()))
        .isEqualTo(Optional.of(stage).filter(it -> !it.isEmpty()));
    for (var replica : bench.replicas.listOf(bench.ref)) {
      boolean isRead = replica.ref().stage().stage().value().equals(stage);
      assertThat(bench.provider.find(replica.identifier()).orElseThrow().replication().guests())
          .as(replica.ref().toString())
          .isEqualTo(isRead ? List.of(bench.stage) : List.of());
    }
  }

  private static ReplicaSpec replica(DatabaseBench bench) {
    return ReplicaSpec.of(bench.inStage("reports"), bench.ref);
  }

  private static void hasOneReplica(DatabaseBench bench) {
    var replica = bench.databases.get(replica(bench).ref());
    assertThat(replica.status()).isEqualTo(Database.Status.AVAILABLE);
    assertThat(bench.replicas.status(replica).orElseThrow().state())
        .isEqualTo(ReplicaStatus.State.STREAMING);
    assertThat(bench.provider.instances()).hasSize(2);
    assertThat(bench.secretCount()).isEqualTo(2);
    assertThat(bench.replicas.listOf(bench.ref)).containsExactly(replica);
  }

  private static void hasNoReplica(DatabaseBench bench) {
    assertThat(bench.databases.find(replica(bench).ref())).isEmpty();
    assertThat(bench.secretCount()).isEqualTo(1);
    assertThat(bench.provider.instances())
        .singleElement()
        .extracting(DatabaseInstance::replication)
        .isEqualTo(Replication.NONE);
  }

  /** The one in the secret, in the engine and in the application, of the user whose turn it is. */
  private static void holdsOneCredential(DatabaseBench bench, String turn) {
    var database = bench.databases.get(bench.ref);
    var current = bench.secrets.credentials(database.secretName());
    assertThat(current.username()).isEqualTo(database.database() + turn);
    assertThat(database.username()).isEqualTo(current.username());
    assertThat(bench.provider.find(database.identifier()).orElseThrow().logins())
        .containsExactly(new Login(current.username(), current.password()));
    assertThat(bench.secrets.versions(database.secretName())).hasSize(1);
    assertThat(bench.application.runsOn(current)).isTrue();
  }

  /** The plan's last step fails; killed around each undo, what was before is there again. */
  private void everyUndo(
      Consumer<DatabaseBench> before,
      Function<DatabaseBench, Operation> open,
      String failing,
      Consumer<DatabaseBench> holds) {
    for (int step = 0, steps = 1; step < steps; step++) {
      for (var moment : List.of(Moment.BEFORE_UNDO, Moment.AFTER_UNDO)) {
        var bench = new DatabaseBench(DATABASE.state(), home);
        before.accept(bench);
        bench.actions.put(
            failing, run -> new StepResult.Failed(Problem.failed("on-command", "It failed.", "")));
        var operation = open.apply(bench);
        steps = operation.steps().size();
        var name = operation.steps().get(step).name();
        assertThatThrownBy(
                () ->
                    bench.steps.run(operation.id(), bench.actions, StepBench.killAt(name, moment)))
            .isInstanceOf(StepBench.Killed.class);
        assertThat(bench.finish(operation).status())
            .as(name + " " + moment)
            .isEqualTo(Operation.Status.FAILED);
        holds.accept(bench);
        kills++;
      }
    }
  }

  /** Killed in the middle of a step, where the engine was just told, or is about to be. */
  private void everyCallOfTheProvider(
      Consumer<DatabaseBench> before,
      Function<DatabaseBench, Operation> open,
      Consumer<DatabaseBench> holds) {
    for (boolean told : new boolean[] {false, true}) {
      for (int call = 1; call <= 2; call++) {
        var bench = new DatabaseBench(DATABASE.state(), home);
        before.accept(bench);
        var operation = open.apply(bench);
        bench.provider.dieAt(call, told, () -> new StepBench.Killed("at a call"));
        assertThatThrownBy(() -> bench.steps.run(operation.id(), bench.actions))
            .isInstanceOf(StepBench.Killed.class);
        assertThat(bench.finish(operation).status()).isEqualTo(Operation.Status.SUCCEEDED);
        holds.accept(bench);
        kills++;
      }
    }
  }

  private void everyStep(
      Consumer<DatabaseBench> before,
      Function<DatabaseBench, Operation> open,
      Consumer<DatabaseBench> holds) {
    int step = 0;
    int steps;
    do {
      steps = 0;
      for (var moment : List.of(Moment.BEFORE_EFFECT, Moment.AFTER_EFFECT)) {
        var bench = new DatabaseBench(DATABASE.state(), home);
        before.accept(bench);
        var operation = open.apply(bench);
        var name = operation.steps().get(step).name();
        assertThatThrownBy(
                () ->
                    bench.steps.run(operation.id(), bench.actions, StepBench.killAt(name, moment)))
            .isInstanceOf(StepBench.Killed.class);
        assertThat(bench.finish(operation).status())
            .as(name + " " + moment)
            .isEqualTo(Operation.Status.SUCCEEDED);
        holds.accept(bench);
        kills++;
        steps = operation.steps().size();
      }
      step++;
    } while (step < steps);
  }
}
