package dev.cairn.replication.drill;

import static dev.cairn.database.DatabaseBench.ANNA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.activity.ActivityEntry;
import dev.cairn.core.Bytes;
import dev.cairn.core.Problem;
import dev.cairn.database.Database;
import dev.cairn.database.DatabaseBench;
import dev.cairn.database.DatabaseRef;
import dev.cairn.database.DatabaseSpec;
import dev.cairn.db.TestDatabase;
import dev.cairn.engine.Redis;
import dev.cairn.operation.CrashPoint.Moment;
import dev.cairn.operation.Operation;
import dev.cairn.operation.StepAction;
import dev.cairn.operation.StepBench;
import dev.cairn.operation.StepResult;
import dev.cairn.operation.StepRun;
import dev.cairn.provider.DatabaseInstance;
import dev.cairn.provider.Progress;
import dev.cairn.provider.ReplicaStatus.State;
import dev.cairn.provider.Replication;
import dev.cairn.replication.plan.PromotionDrill;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class DrillsTest {
  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();
  @TempDir static Path home;

  private DatabaseBench bench = new DatabaseBench(DATABASE.state(), home);

  @BeforeEach
  void freshStage() {
    bench = new DatabaseBench(DATABASE.state(), home);
  }

  private Operation drill(DatabaseRef ref) {
    return bench.drills.promote(ANNA, ref, Optional.empty());
  }

  private DrillResult result(DatabaseRef ref) {
    return bench.drills.list(ref).getFirst();
  }

  private List<DatabaseInstance> others(DatabaseInstance... known) {
    var all = new ArrayList<>(bench.provider.instances());
    all.removeAll(List.of(known));
    return all;
  }

  private DatabaseInstance instance(Database database) {
    return bench.provider.find(database.identifier()).orElseThrow();
  }

  /** In place of a step: looks first, then does it. */
  private void before(String step, Consumer<StepRun> look) {
    var real = Optional.ofNullable(bench.actions.get(step)).orElseThrow();
    bench.actions.put(
        step,
        new StepAction() {
          @Override
          public StepResult run(StepRun run) {
            look.accept(run);
            return real.run(run);
          }

          @Override
          public StepResult undo(StepRun run) {
            return real.undo(run);
          }
        });
  }

  @Test
  void promotionOfAReplicaIsTriedApartFromEverything() {
    var replica = bench.followed();
    var primary = instance(bench.databases.get(bench.ref));
    var before = instance(replica);
    bench.drilled.deploy();
    bench.provider.follow(replica.identifier(), State.STREAMING, new Bytes(7));
    before(
        PromotionDrill.FORK,
        run -> {
          var copy = others(primary, before).stream().filter(this::isThrownAway).findFirst();
          assertThat(copy.orElseThrow().replication().primary())
              .map(Replication.Primary::id)
              .contains(primary.id());
          assertThat(instance(bench.databases.get(bench.ref)).replication().replicas())
              .containsExactlyInAnyOrder(replica.identifier(), copy.get().id());
        });
    before(
        PromotionDrill.CHECK,
        run -> {
          assertThat(instance(bench.databases.get(bench.ref))).isEqualTo(primary);
          var apart = others(primary, before).getFirst();
          assertThat(bench.provider.isForked(apart.id())).isTrue();
          assertThat(apart.replication()).isEqualTo(Replication.NONE);
          assertThat(apart.stage()).contains(replica.ref().stage());
          assertThat(apart.logins()).isEqualTo(primary.logins());
        });
    var operation = drill(replica.ref());
    assertThat(operation.steps())
        .extracting(Operation.Step::name)
        .containsExactly(
            "admit-drill",
            "copy-drill",
            "catch-up-drill",
            "fork-drill",
            "check-drill",
            "remove-drill");
    assertThat(bench.databases.get(replica.ref()).status()).isEqualTo(Database.Status.AVAILABLE);
    assertThat(bench.finish(operation).status()).isEqualTo(Operation.Status.SUCCEEDED);

    assertThat(bench.provider.instances()).containsExactlyInAnyOrder(primary, before);
    assertThat(bench.provider.start(primary.id())).isEqualTo(1);
    assertThat(bench.provider.start(replica.identifier())).isEqualTo(1);
    assertThat(bench.drilled.started()).hasSize(1);
    assertThat(bench.drilled.running()).isEmpty();
    assertThat(bench.databases.get(replica.ref())).isEqualTo(replica);
    var result = result(replica.ref());
    assertThat(result.operation()).isEqualTo(operation.id());
    assertThat(result.hasSucceeded()).isTrue();
    assertThat(result.missing()).isPresent();
    assertThat(result.lag()).contains(Duration.ofSeconds(7));
    assertThat(result.healthy()).contains(true);
    assertThat(result.promotion()).isPresent();
    assertThat(result.total().orElseThrow()).isGreaterThanOrEqualTo(result.promotion().get());
    assertThat(bench.drills.list(bench.ref)).isEmpty();
    assertThat(bench.activity.list(Optional.of(replica.ref().toString()), 1))
        .extracting(ActivityEntry::action)
        .containsExactly("drill-promotion");
  }

  private boolean isThrownAway(DatabaseInstance instance) {
    return instance.id().endsWith("-drill");
  }

  @Test
  void primaryWithoutReplicasIsDrilledAndIsAsItWas() {
    var before = instance(bench.added());
    assertThat(bench.finish(drill(bench.ref)).status()).isEqualTo(Operation.Status.SUCCEEDED);
    assertThat(bench.provider.instances()).containsExactly(before);
    assertThat(bench.provider.start(before.id())).isEqualTo(1);
    var result = result(bench.ref);
    assertThat(result.healthy()).isEmpty();
    assertThat(result.missing()).contains(new Bytes(0));
    assertThat(bench.drilled.started()).isEmpty();
  }

  @Test
  void applicationThatIsIllIsAResultToo() {
    var before = instance(bench.added());
    bench.drilled.deploy();
    bench.drilled.beIll();
    var ended = bench.finish(drill(bench.ref));
    assertThat(ended.status()).isEqualTo(Operation.Status.FAILED);
    assertThat(ended.problem().orElseThrow().code()).isEqualTo("drill-not-healthy");
    var result = result(bench.ref);
    assertThat(result.healthy()).contains(false);
    assertThat(result.promotion()).isPresent();
    assertThat(result.hasSucceeded()).isFalse();
    assertThat(result.reason()).contains("answered 500");
    assertThat(bench.provider.instances()).containsExactly(before);
    assertThat(bench.drilled.running()).isEmpty();
  }

  @Test
  void failedDrillCanBeTriedAgain() {
    var before = instance(bench.added());
    bench.provider.answerNext(Progress.ready());
    bench.provider.failNext("disk-full");
    var operation = drill(bench.ref);
    assertThat(bench.finish(operation).status()).isEqualTo(Operation.Status.FAILED);
    assertThat(result(bench.ref).reason()).contains("It failed on command");
    assertThat(bench.provider.instances()).containsExactly(before);
    bench.operations.retry(ANNA, operation.id());
    assertThat(bench.finish(operation).status()).isEqualTo(Operation.Status.SUCCEEDED);
    assertThat(bench.drills.list(bench.ref)).hasSize(1);
    assertThat(result(bench.ref).hasSucceeded()).isTrue();
    assertThat(bench.provider.instances()).containsExactly(before);
  }

  @Test
  void cancelledDrillLeavesNothingAtAnyStep() {
    bench.drilled.deploy();
    for (var step : bench.actions.keySet().stream().filter(it -> it.endsWith("-drill")).toList()) {
      bench = new DatabaseBench(DATABASE.state(), home);
      bench.drilled.deploy();
      var before = instance(bench.added());
      before(step, run -> bench.operations.cancel(ANNA, run.operation().id()));
      var ended = bench.finish(drill(bench.ref));
      assertThat(ended.status())
          .as(step)
          .isEqualTo(
              step.equals(PromotionDrill.REMOVE)
                  ? Operation.Status.SUCCEEDED
                  : Operation.Status.CANCELLED);
      assertThat(bench.provider.instances()).as(step).containsExactly(before);
      assertThat(bench.drilled.running()).as(step).isEmpty();
      assertThat(result(bench.ref).isFinished()).as(step).isTrue();
    }
  }

  @Test
  void lostCopyEndsTheDrill() {
    var before = instance(bench.added());
    before(
        PromotionDrill.CATCH_UP,
        run ->
            bench.provider.follow(
                others(before).stream().filter(this::isThrownAway).findFirst().orElseThrow().id(),
                State.LOST,
                new Bytes(5)));
    assertThat(bench.finish(drill(bench.ref)).status()).isEqualTo(Operation.Status.FAILED);
    assertThat(result(bench.ref).reason()).contains("does not follow");
    assertThat(bench.provider.instances()).containsExactly(before);
  }

  @Test
  void whatCannotBeDrilledIsRefused() {
    var redis = new DatabaseRef(bench.stage, Redis.INSTANCE);
    bench.finish(bench.databases.add(ANNA, DatabaseSpec.of(redis), Optional.empty()));
    refused("drill-impossible", redis);
    refused("unknown-database", bench.ref);
    var database = bench.added();
    bench.provider.beUnfollowable(database.identifier(), "it writes no log");
    refused("drill-restarts", bench.ref);
    assertThat(bench.provider.start(database.identifier())).isEqualTo(1);
  }

  private void refused(String code, DatabaseRef ref) {
    assertThatThrownBy(() -> drill(ref)).hasMessageContaining(code);
    assertThat(bench.operations.findOpen(ref.toString())).isEmpty();
  }

  @Test
  void secondDrillOfADatabaseIsRefusedAndARepeatedRequestIsNone() {
    bench.added();
    var key = Optional.of("key-" + bench.stage);
    var first = bench.drills.promote(ANNA, bench.ref, key);
    assertThat(bench.drills.promote(ANNA, bench.ref, key).id()).isEqualTo(first.id());
    refusedWhileOpen();
    bench.finish(first);
    assertThat(bench.drills.promote(ANNA, bench.ref, key).id()).isEqualTo(first.id());
    assertThat(bench.drills.list(bench.ref)).hasSize(1);
  }

  private void refusedWhileOpen() {
    assertThatThrownBy(() -> drill(bench.ref)).hasMessageContaining("operation-in-progress");
  }

  @Test
  void databaseThatEndsDuringItsDrillIsBroughtBackAndTheDrillGivesWay() {
    var database = bench.added();
    var operation = drill(bench.ref);
    before(
        PromotionDrill.CATCH_UP,
        run -> {
          bench.provider.crash(database.identifier());
          bench.look();
        });
    assertThat(bench.finish(operation).status()).isEqualTo(Operation.Status.CANCELLED);
    bench.look();
    bench.finish(bench.operations.findOpen(bench.ref.toString()).orElseThrow());
    assertThat(bench.provider.isRunning(database.identifier())).isTrue();
    assertThat(bench.provider.instances()).hasSize(1);
    assertThat(instance(database).replication()).isEqualTo(Replication.NONE);
  }

  @Test
  void primaryThatEndsDuringTheDrillOfItsReplicaKeepsNothingForItAfterwards() {
    var replica = bench.followed();
    var primary = bench.databases.get(bench.ref);
    var operation = drill(replica.ref());
    before(
        PromotionDrill.CHECK,
        run -> {
          bench.provider.crash(primary.identifier());
          bench.operations.cancel(ANNA, run.operation().id());
        });
    bench.drilled.deploy();
    assertThat(bench.finish(operation).status()).isEqualTo(Operation.Status.CANCELLED);
    bench.look();
    bench.finish(bench.operations.findOpen(bench.ref.toString()).orElseThrow());
    assertThat(instance(primary).replication().replicas()).containsExactly(replica.identifier());
    assertThat(bench.provider.instances()).hasSize(2);
  }

  @Test
  void primaryThatDoesNotAnswerHoldsNoDrillUpAndKeepsNothingForItOnceItDoes() {
    var before = instance(bench.added());
    var operation = drill(bench.ref);
    before(
        PromotionDrill.FORK,
        run -> {
          var mute = Problem.unavailable("database-not-answering", "It is mute.", "Wait.");
          bench.operations.cancel(ANNA, run.operation().id());
          bench.provider.answerNext(new Progress.Unsettled(mute, Duration.ZERO));
          bench.provider.answerNext(Progress.ready());
          bench.provider.answerNext(new Progress.Unsettled(mute, Duration.ZERO));
        });
    var _ = bench.steps.run(operation.id(), bench.actions);
    assertThat(bench.operations.get(operation.id()).status()).isEqualTo(Operation.Status.UNDOING);
    execute(
        "update drill set removed_since = now() - interval '2 minutes' where id = ?", operation);
    var mute = Problem.unavailable("database-not-answering", "It is mute.", "Wait.");
    bench.provider.answerNext(Progress.ready());
    bench.provider.answerNext(new Progress.Unsettled(mute, Duration.ZERO));
    assertThat(bench.finish(operation).status()).isEqualTo(Operation.Status.CANCELLED);
    bench.provider.answerAsUsual();
    assertThat(instance(bench.databases.get(bench.ref)).replication().replicas()).hasSize(1);
    var watch =
        new DrillWatch(
            DATABASE.state(), bench.secrets, bench.activity, bench.operations, bench.targets);
    watch.tick();
    assertThat(instance(bench.databases.get(bench.ref))).isEqualTo(before);
    assertThat(new DesiredDrills(DATABASE.state(), bench.secrets, bench.activity).rows().listKept())
        .isEmpty();
  }

  private static void execute(String sql, Operation operation) {
    DATABASE.state().transaction(transaction -> transaction.handle().execute(sql, operation.id()));
  }

  @Test
  void applicationsOfDrillsEndWithEverythingElseAndComeAgain() {
    bench.added();
    bench.drilled.deploy();
    var operation = drill(bench.ref);
    assertThatThrownBy(
            () ->
                bench.steps.run(
                    operation.id(),
                    bench.actions,
                    StepBench.killAt(PromotionDrill.CHECK, Moment.AFTER_EFFECT)))
        .isInstanceOf(StepBench.Killed.class);
    assertThat(bench.drilled.running()).isPresent();
    bench.drills.stopApplications();
    assertThat(bench.drilled.running()).isEmpty();
    assertThat(bench.finish(operation).status()).isEqualTo(Operation.Status.SUCCEEDED);
    assertThat(bench.drilled.started()).hasSize(2);
    assertThat(bench.drilled.running()).isEmpty();
  }

  @Test
  void applicationThatCannotBeEndedKeepsTheDrillFromItsEnd() {
    bench.added();
    bench.drilled.deploy();
    bench.drilled.beAway(true);
    var operation = drill(bench.ref);
    for (int i = 0; i < 5; i++) {
      var _ = bench.steps.run(operation.id(), bench.actions);
    }
    assertThat(bench.operations.get(operation.id()).status()).isEqualTo(Operation.Status.OPEN);
    assertThat(result(bench.ref).isFinished()).isFalse();
    bench.drilled.beAway(false);
    assertThat(bench.finish(operation).status()).isEqualTo(Operation.Status.SUCCEEDED);
    assertThat(bench.drilled.running()).isEmpty();
  }
}
