package dev.cairn.replication;

import static dev.cairn.database.DatabaseBench.ANNA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.activity.ActivityEntry;
import dev.cairn.core.Bytes;
import dev.cairn.core.Name;
import dev.cairn.core.StageRef;
import dev.cairn.database.Database;
import dev.cairn.database.DatabaseBench;
import dev.cairn.database.DatabaseRef;
import dev.cairn.database.DatabaseSpec;
import dev.cairn.db.TestDatabase;
import dev.cairn.engine.MySql;
import dev.cairn.engine.Postgres;
import dev.cairn.engine.Redis;
import dev.cairn.operation.Operation;
import dev.cairn.operation.StepAction;
import dev.cairn.operation.StepResult;
import dev.cairn.operation.StepRun;
import dev.cairn.provider.DatabaseInstance;
import dev.cairn.provider.ReplicaStatus.State;
import dev.cairn.provider.Replication;
import dev.cairn.stack.StageSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class ReplicasTest {
  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();
  @TempDir static Path home;

  private DatabaseBench bench = new DatabaseBench(DATABASE.state(), home);

  @BeforeEach
  void freshStage() {
    bench = new DatabaseBench(DATABASE.state(), home);
  }

  private DatabaseInstance instance(Database database) {
    return bench.provider.find(database.identifier()).orElseThrow();
  }

  private ReplicaSpec wanted() {
    return ReplicaSpec.of(bench.inStage("reports"), bench.ref);
  }

  private Operation add(ReplicaSpec spec) {
    return bench.replicas.add(ANNA, spec, Optional.empty());
  }

  @Test
  void replicaFollowsItsPrimaryAndHasAllThatIsItsPrimarys() {
    var primary = bench.added();
    var operation = add(wanted());
    assertThat(operation.steps())
        .extracting(Operation.Step::name)
        .containsExactly(
            "prepare-replica", "admit-replica", "copy-primary", "catch-up", "redeploy-application");
    assertThat(bench.databases.get(wanted().ref()).status()).isEqualTo(Database.Status.CREATING);
    assertThat(bench.finish(operation).status()).isEqualTo(Operation.Status.SUCCEEDED);

    var replica = bench.databases.get(wanted().ref());
    assertThat(replica.status()).isEqualTo(Database.Status.AVAILABLE);
    assertThat(replica.origin()).isEqualTo(Database.Origin.REPLICA);
    assertThat(replica.primary()).contains(bench.ref);
    assertThat(bench.databases.get(bench.ref).primary()).isEmpty();
    assertThat(replica.username()).isEqualTo(primary.username());
    assertThat(replica.database()).isEqualTo(primary.database());
    assertThat(replica.version()).isEqualTo(primary.version());
    assertThat(replica.storage()).isEqualTo(primary.storage());
    assertThat(instance(replica).logins()).isEqualTo(instance(primary).logins());
    assertThat(instance(replica).replication().primary())
        .map(Replication.Primary::id)
        .contains(primary.identifier());
    assertThat(instance(primary).replication())
        .isEqualTo(
            new Replication(
                Optional.empty(), List.of(replica.identifier()), List.of(replica.ref().stage())));
    assertThat(bench.provider.start(primary.identifier())).isEqualTo(1);
    assertThat(bench.replicas.listOf(bench.ref)).containsExactly(replica);
    assertThat(bench.replicas.status(replica).orElseThrow().state()).isEqualTo(State.STREAMING);
    assertThat(bench.replicas.status(primary)).isEmpty();
    assertThat(bench.activity.list(Optional.of(replica.ref().toString()), 5))
        .extracting(ActivityEntry::action)
        .containsExactly("add-replica");
  }

  @Test
  void secretOfAReplicaIsItsPrimarysWithWhereItIsRead() {
    var replica = bench.followed();
    var primary = bench.databases.get(bench.ref);
    assertThat(replica.secretName()).isEqualTo("reports-" + bench.stage.stack() + "-postgres");
    var its = bench.secrets.credentials(replica.secretName());
    var source = bench.secrets.credentials(primary.secretName());
    int port = replica.endpoint().orElseThrow().port();
    assertThat(its.toJson().reveal())
        .isEqualTo(
            source.toJson().reveal().replaceFirst("}$", "")
                + ",\"readerHost\":\"127.0.0.1\",\"readerPort\":%d}".formatted(port));
    assertThat(bench.secrets.findValue(replica.secretName(), "readerPort").orElseThrow().reveal())
        .isEqualTo(Integer.toString(port));
    assertThat(bench.secrets.findValue(primary.secretName(), "readerPort")).isEmpty();
    assertThat(bench.secrets.versions(replica.secretName()))
        .isEqualTo(bench.secrets.versions(primary.secretName()));
    assertThat(bench.secrets.versions().get(replica.secretName()))
        .isEqualTo(bench.secrets.versions().get(primary.secretName()));
    assertThat(bench.secrets.get(replica.secretName()).aliasOf()).contains(primary.secretName());
    assertThat(bench.secrets.reveal(ANNA, replica.secretName())).isEqualTo(its);
  }

  @Test
  void replicaThatMovedHasItsPrimarysCredentialRotated() {
    var replica = bench.followed();
    bench.provider.move(replica.identifier(), 23456);
    bench.provider.crash(replica.identifier());
    bench.look();
    bench.finish(bench.operations.findOpen(replica.ref().toString()).orElseThrow());
    assertThat(bench.secrets.findValue(replica.secretName(), "readerPort").orElseThrow().reveal())
        .isEqualTo("23456");
    bench.look();
    assertThat(bench.operations.findOpen(bench.ref.toString()).orElseThrow().kind())
        .isEqualTo("rotate-secret");
    assertThat(bench.operations.findOpen(replica.ref().toString())).isEmpty();
  }

  @Test
  void whatCannotBeIsRefusedByItsOwnCode() {
    bench.added();
    var stack = bench.stage.stack();
    var reports = bench.inStage("reports").stage();
    var redis = new DatabaseRef(bench.stage, Redis.INSTANCE);
    bench.finish(bench.databases.add(ANNA, DatabaseSpec.of(redis), Optional.empty()));
    refused("replica-of-redis", ReplicaSpec.of(new DatabaseRef(reports, Redis.INSTANCE), redis));
    refused("engine-differs", ReplicaSpec.of(new DatabaseRef(reports, MySql.INSTANCE), bench.ref));
    refused("replica-in-own-stage", ReplicaSpec.of(bench.ref, bench.ref));
    refused(
        "unknown-database",
        ReplicaSpec.of(bench.inStage("other"), DatabaseRef.parse(stack + "/reports/postgres")));
    refused(
        "replica-storage",
        new ReplicaSpec(wanted().ref(), bench.ref, Optional.empty(), Optional.of(Bytes.ofGib(9))));
    refused(
        "unknown-type",
        new ReplicaSpec(wanted().ref(), bench.ref, Optional.of("huge"), Optional.empty()));
    assertThatThrownBy(() -> bench.replicas.check("elsewhere", wanted()))
        .hasMessageContaining("replica-elsewhere");

    bench.finish(add(wanted()));
    refused("database-exists", wanted());
    refused("replica-of-replica", ReplicaSpec.of(bench.inStage("more"), wanted().ref()));
    assertThatThrownBy(
            () ->
                bench.replicas.check(
                    "local", ReplicaSpec.of(bench.inStage("more"), wanted().ref())))
        .hasMessageContaining("a replica itself, of " + bench.ref);

    bench.provider.lose(bench.databases.get(bench.ref).identifier());
    bench.look();
    refused("primary-not-answering", ReplicaSpec.of(bench.inStage("more"), bench.ref));
    assertThat(bench.operations.listOpenBelow(stack.value())).isEmpty();
  }

  private void refused(String code, ReplicaSpec spec) {
    for (ThrowingCallable call :
        List.<ThrowingCallable>of(() -> add(spec), () -> bench.replicas.check("local", spec))) {
      assertThatThrownBy(call).hasMessageContaining(code);
    }
  }

  @Test
  void attachedDatabaseIsNotFollowed() {
    bench.attached("old.example");
    refused("replica-of-attached", wanted());
  }

  @Test
  void primaryThatIsChangedJustNowIsNotFollowed() {
    bench.added();
    bench.databases.resize(ANNA, bench.ref, DatabaseBench.grow(20), Optional.empty());
    refused("operation-in-progress", wanted());
  }

  @Test
  void failedCopyLeavesThePrimaryAsItWasAndNothingElse() {
    var primary = bench.added();
    var before = instance(primary);
    var operation = add(wanted());
    bench.actions.put(
        "catch-up",
        run -> {
          bench.provider.follow(
              bench.databases.get(wanted().ref()).identifier(), State.LOST, new Bytes(5));
          return new CatchUp(desired(), bench.targets).run(run);
        });
    var ended = bench.finish(operation);
    assertThat(ended.status()).isEqualTo(Operation.Status.FAILED);
    assertThat(ended.problem().orElseThrow().code()).isEqualTo("replica-lost");
    assertThat(bench.provider.instances()).containsExactly(before);
    assertThat(bench.databases.find(wanted().ref())).isEmpty();
    assertThat(bench.secretCount()).isEqualTo(1);
    assertThat(bench.replicas.listOf(bench.ref)).isEmpty();

    bench.actions.put("catch-up", new CatchUp(desired(), bench.targets));
    bench.operations.retry(ANNA, operation.id());
    assertThat(bench.finish(operation).status()).isEqualTo(Operation.Status.SUCCEEDED);
    assertThat(bench.replicas.listOf(bench.ref)).hasSize(1);
  }

  private DesiredReplicas desired() {
    return new DesiredReplicas(DATABASE.state(), bench.secrets, bench.activity);
  }

  @Test
  void howFarItIsIsToldUntilItHasCaughtUp() {
    bench.added();
    var operation = add(wanted());
    bench.actions.put(
        "catch-up",
        run -> {
          var id = bench.databases.get(wanted().ref()).identifier();
          bench.provider.follow(id, State.CATCHING_UP, Bytes.ofMib(3));
          return new CatchUp(desired(), bench.targets).run(run);
        });
    assertThat(bench.steps.run(operation.id(), bench.actions)).isPresent();
    assertThat(bench.databases.get(wanted().ref()).statusReason())
        .contains("3 MiB of what its primary wrote");
    bench.actions.put("catch-up", new CatchUp(desired(), bench.targets));
    bench.provider.follow(
        bench.databases.get(wanted().ref()).identifier(), State.STREAMING, new Bytes(0));
    assertThat(bench.finish(operation).status()).isEqualTo(Operation.Status.SUCCEEDED);
  }

  @Test
  void removedReplicaLeavesNothingAndItsPrimaryCanGoAfterwards() {
    var replica = bench.followed();
    var primary = bench.databases.get(bench.ref);
    assertThatThrownBy(
            () -> bench.databases.remove(ANNA, bench.ref, Optional.empty(), Optional.empty()))
        .hasMessageContaining("has-replicas")
        .hasMessageContaining(replica.ref().toString());
    assertThat(bench.databases.findFinalBackup(bench.ref)).isPresent();
    assertThat(bench.databases.findFinalBackup(replica.ref())).isEmpty();
    var backup = Optional.of(bench.databases.proposeBackupName(replica.ref()));
    var key = Optional.of("key-" + bench.stage);
    var removal = bench.databases.remove(ANNA, replica.ref(), backup, key);
    assertThat(removal.kind()).isEqualTo("remove-replica");
    assertThat(removal.steps())
        .extracting(Operation.Step::name)
        .containsExactly("withdraw-variables", "delete-replica", "release-replica");
    assertThat(bench.databases.get(replica.ref()).status()).isEqualTo(Database.Status.REMOVING);
    assertThat(bench.finish(removal).status()).isEqualTo(Operation.Status.SUCCEEDED);
    assertThat(bench.databases.remove(ANNA, replica.ref(), backup, key).id())
        .isEqualTo(removal.id());
    assertThat(bench.databases.find(replica.ref())).isEmpty();
    assertThat(bench.secretCount()).isEqualTo(1);
    assertThat(bench.databases.listBackups()).isEmpty();
    assertThat(instance(primary).replication()).isEqualTo(Replication.NONE);
    bench.finish(bench.databases.remove(ANNA, bench.ref, Optional.empty(), Optional.empty()));
    assertThat(bench.provider.instances()).isEmpty();
  }

  @Test
  void removalThatIsTakenBackHasTheReplicaAgain() {
    var replica = bench.followed();
    var removal = bench.databases.remove(ANNA, replica.ref(), Optional.empty(), Optional.empty());
    var released = new ReleaseReplica(desired(), bench.targets);
    bench.actions.put(
        "release-replica",
        new StepAction() {
          @Override
          public StepResult run(StepRun run) {
            assertThat(bench.provider.find(replica.identifier())).isEmpty();
            desired().leave(run.operation(), true);
            bench.operations.cancel(ANNA, removal.id());
            return new StepResult.Wait(Duration.ZERO, "held");
          }

          @Override
          public StepResult undo(StepRun run) {
            return released.undo(run);
          }
        });
    assertThat(bench.finish(removal).status()).isEqualTo(Operation.Status.CANCELLED);
    assertThat(bench.databases.get(replica.ref()).status()).isEqualTo(Database.Status.AVAILABLE);
    assertThat(bench.replicas.status(replica).orElseThrow().state()).isEqualTo(State.STREAMING);
  }

  @Test
  void rotationOfThePrimaryIsSeenInTheReplicasSecretAndAdmittedThere() {
    var replica = bench.followed();
    var old = bench.secrets.credentials(replica.secretName());
    assertThatThrownBy(() -> bench.rotations.rotate(ANNA, replica.ref(), Optional.empty()))
        .hasMessageContaining("is-replica")
        .hasMessageContaining(bench.ref.toString());
    assertThatThrownBy(() -> bench.rotations.preview(replica.ref()))
        .hasMessageContaining("is-replica");
    bench.finish(bench.rotations.rotate(ANNA, bench.ref, Optional.empty()));
    var current = bench.secrets.credentials(replica.secretName());
    assertThat(current.password()).isNotEqualTo(old.password());
    assertThat(current.reader()).isEqualTo(old.reader());
    assertThat(bench.databases.get(replica.ref()).username()).isEqualTo(old.username() + "_2");
    assertThat(instance(replica).logins())
        .hasSize(1)
        .isEqualTo(instance(bench.databases.get(bench.ref)).logins());
    assertThat(instance(replica).login().password()).isEqualTo(current.password());
    bench.look();
    assertThat(bench.operations.listOpenBelow(bench.stage.stack().value())).isEmpty();
  }

  @Test
  void createdStageHasItsReplicaOrIsNotThere() {
    bench.added();
    var stage = new StageRef(bench.stage.stack(), new Name("prod"));
    var spec = new StageSpec(stage, Optional.empty(), Optional.empty(), Optional.empty());
    assertThatThrownBy(
            () ->
                bench.replicas.createStage(
                    ANNA, spec, List.of(Postgres.INSTANCE), List.of(bench.ref)))
        .hasMessageContaining("cannot have more than one PostgreSQL");
    assertThat(bench.stacks.findStage(stage)).isEmpty();
    var begun = bench.replicas.createStage(ANNA, spec, List.of(MySql.INSTANCE), List.of(bench.ref));
    assertThat(begun).extracting(Operation::kind).containsExactly("add-database", "add-replica");
    begun.forEach(bench::finish);
    assertThat(bench.databases.list(stage)).extracting(Database::isReplica).contains(true, false);
    assertThat(bench.replicas.candidates(bench.stage.stack(), Postgres.INSTANCE))
        .extracting(Database::ref)
        .containsExactly(bench.ref);
  }
}
