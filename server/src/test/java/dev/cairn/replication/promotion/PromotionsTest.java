package dev.cairn.replication.promotion;

import static dev.cairn.database.DatabaseBench.ANNA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.activity.ActivityEntry;
import dev.cairn.core.Bytes;
import dev.cairn.core.Problem;
import dev.cairn.database.Database;
import dev.cairn.database.DatabaseBench;
import dev.cairn.db.TestDatabase;
import dev.cairn.operation.CrashPoint.Moment;
import dev.cairn.operation.Operation;
import dev.cairn.operation.StepAction;
import dev.cairn.operation.StepResult;
import dev.cairn.operation.StepRun;
import dev.cairn.provider.Progress;
import dev.cairn.provider.ReplicaStatus.State;
import dev.cairn.replication.ReplicaSpec;
import dev.cairn.replication.ReplicaWatch;
import dev.cairn.secret.Credentials;
import dev.cairn.secret.SecretVersion;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A replica takes the writes of a primary that answers. */
class PromotionsTest {
  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();
  @TempDir static Path home;

  private PromotionBench them = new PromotionBench(DATABASE.state(), home);

  @BeforeEach
  void fresh() {
    them = new PromotionBench(DATABASE.state(), home);
  }

  private Problem refusal() {
    return them.bench.promotions.preview(them.second).refusal().orElseThrow();
  }

  private void refused(String code) {
    assertThat(refusal().code()).isEqualTo(code);
    assertThatThrownBy(them::promote).hasMessageContaining(code);
  }

  @Test
  void plannedOneLosesNothingAndIsFollowedByAll() {
    var preview = them.bench.promotions.preview(them.second);
    assertThat(preview.planned()).isTrue();
    assertThat(preview.primary()).isEqualTo(them.first);
    assertThat(preview.missing()).contains(new Bytes(0));
    assertThat(preview.lag()).contains(Duration.ZERO);
    assertThat(preview.refusal()).isEmpty();
    assertThat(preview.wantsForce()).isFalse();
    assertThat(them.provider.takingWrites()).containsExactly(them.id(them.first));

    var operation = them.promote();
    assertThat(operation.kind()).isEqualTo("promote-replica");
    assertThat(operation.also())
        .contains(them.first.toString(), them.third.toString(), them.second.readerTarget());
    for (var ref : List.of(them.first, them.second, them.third)) {
      assertThat(them.get(ref).status()).isEqualTo(Database.Status.MODIFYING);
    }
    assertThat(them.finish(operation).status()).isEqualTo(Operation.Status.SUCCEEDED);
    them.leads(them.second, "one");
    them.follow(them.second);
    assertThat(them.get(them.first).isPrevious()).isFalse();
    assertThat(them.bench.activity.list(Optional.of(them.second.toString()), 1))
        .extracting(ActivityEntry::action)
        .containsExactly("promote-replica");

    var back = them.bench.promotions.preview(them.first);
    assertThat(back.measured()).isPositive();
    assertThat(back.expected()).isPresent();
    them.finish(them.promote(them.first, false));
    them.leads(them.first, "one", "afterwards");
  }

  @Test
  void repeatedRequestIsAnsweredWithTheFirstAndAnotherMeanwhileIsRefused() {
    var key = Optional.of("key-" + them.bench.stage);
    var first = them.bench.promotions.promote(ANNA, them.second, false, key);
    assertThat(them.bench.promotions.promote(ANNA, them.second, false, key).id())
        .isEqualTo(first.id());
    assertThatThrownBy(() -> them.promote(them.third, false))
        .hasMessageContaining("operation-in-progress");
    them.finish(first);
    assertThat(them.bench.promotions.promote(ANNA, them.second, false, key).id())
        .isEqualTo(first.id());
    assertThatThrownBy(them::promote).hasMessageContaining("not-a-replica");
    assertThatThrownBy(() -> them.bench.promotions.preview(them.second))
        .hasMessageContaining("not-a-replica");
  }

  @Test
  void whoLooksWhileOneRunsIsToldOfIt() {
    var operation = them.promote();
    them.bench.actions.put(
        "follow-primary", run -> new StepResult.Wait(Duration.ZERO, "It takes long."));
    assertThat(them.bench.steps.run(operation.id(), them.bench.actions)).isPresent();
    assertThat(them.get(them.second).isReplica()).isFalse();
    assertThatThrownBy(() -> them.bench.promotions.preview(them.second))
        .hasMessageContaining("operation-in-progress")
        .hasMessageContaining(operation.id().toString());
    them.provider.follow(them.id(them.first), State.DIVERGED, new Bytes(1));
    var former = them.bench.promotions.preview(them.first).refusal().orElseThrow();
    assertThat(former.code()).isEqualTo("operation-in-progress");
    assertThat(former.message()).contains(operation.id().toString());
  }

  @Test
  void whatIsChangedJustNowIsNotPromoted() {
    var resize =
        them.bench.databases.resize(ANNA, them.first, DatabaseBench.grow(20), Optional.empty());
    refused("operation-in-progress");
    them.finish(resize);
    var rebuild = them.bench.replicas.rebuild(ANNA, them.third, Optional.empty());
    refused("operation-in-progress");
    them.finish(rebuild);
    var made =
        them.bench.replicas.add(
            ANNA, ReplicaSpec.of(them.bench.inStage("yet"), them.first), Optional.empty());
    refused("operation-in-progress");
    them.finish(made);
    var removal =
        them.bench.databases.remove(
            ANNA, them.bench.inStage("yet"), Optional.empty(), Optional.empty());
    refused("operation-in-progress");
    them.finish(removal);
    assertThat(them.finish(them.promote()).status()).isEqualTo(Operation.Status.SUCCEEDED);
    them.leads(them.second, "one");
    assertThat(them.get(them.second).storage()).isEqualTo(Bytes.ofGib(20));
  }

  @Test
  void databasesThatAreHeldAreLeftAlone() {
    var operation = them.promote();
    them.killAt(operation, "promote-replica", Moment.AFTER_EFFECT);
    them.provider.crash(them.id(them.first));
    them.provider.follow(them.id(them.third), State.LOST, new Bytes(1));
    them.bench.look();
    new ReplicaWatch(them.bench.state, them.bench.operations, them.bench.replicas).tick();
    for (var ref : List.of(them.first, them.third)) {
      assertThat(them.bench.operations.findOpen(ref.toString()).orElseThrow().id())
          .isEqualTo(operation.id());
      assertThat(them.get(ref).statusReason()).isNotEmpty();
    }
    them.finish(operation);
    them.leads(them.second, "one");
  }

  @Test
  void unprovenReplicationChangesNothing() {
    them.provider.follow(them.id(them.second), State.CATCHING_UP, new Bytes(3));
    var ended = them.finish(them.promote());
    assertThat(ended.status()).isEqualTo(Operation.Status.FAILED);
    assertThat(ended.problem().orElseThrow().code()).isEqualTo("replication-unproven");
    assertThat(them.provider.calls()).noneMatch(it -> it.startsWith("freeze"));
    them.leads(them.first, "one");
  }

  @Test
  void freezeThatIsTakenBackIsTriedUntilThePrimaryTakesWrites() {
    var operation = them.promote();
    var refused = Problem.unavailable("away", "It is away.", "");
    them.bench.actions.put(
        "compare-replica",
        run -> {
          for (int i = 0; i < 20; i++) {
            them.provider.answerNext(
                i % 2 == 0
                    ? new Progress.Failed(refused)
                    : new Progress.Unsettled(refused, Duration.ZERO));
          }
          return new StepResult.Failed(refused);
        });
    assertThat(them.finish(operation).status()).isEqualTo(Operation.Status.FAILED);
    them.leads(them.first, "one");
    them.write("two");
  }

  /** Nobody writes while somebody waits for it. */
  @Test
  void oneThatEndsBeforeItIsPromotedIsNotWaitedFor() {
    var operation = them.promote();
    var compare = Optional.ofNullable(them.bench.actions.get("compare-replica")).orElseThrow();
    them.bench.actions.put(
        "compare-replica",
        run -> {
          them.provider.crash(them.id(them.second));
          return compare.run(run);
        });
    assertThat(them.bench.steps.run(operation.id(), them.bench.actions)).isEmpty();
    assertThat(them.bench.operations.get(operation.id()).status())
        .isEqualTo(Operation.Status.FAILED);
    them.write("two");
    them.bench.look();
    assertThat(them.bench.operations.findOpen(them.second.toString()).orElseThrow().kind())
        .isEqualTo("repair-database");
  }

  @Test
  void cancelIsTakenBackBeforeAndRefusedAfterwards() {
    var operation = them.promote();
    them.killAt(operation, "compare-replica", Moment.AFTER_EFFECT);
    them.bench.operations.cancel(ANNA, operation.id());
    assertThat(them.finish(operation).status()).isEqualTo(Operation.Status.CANCELLED);
    them.leads(them.first, "one");

    var again = them.promote();
    them.bench.actions.put(
        "follow-primary",
        run -> {
          assertThatThrownBy(() -> them.bench.operations.cancel(ANNA, again.id()))
              .hasMessageContaining("operation-past-return");
          return StepResult.done();
        });
    assertThat(them.finish(again).status()).isEqualTo(Operation.Status.SUCCEEDED);
  }

  @Test
  void cancelOfWhatTookItsFirstWriteCameTooLate() {
    var operation = them.promote();
    var promote = Optional.ofNullable(them.bench.actions.get("promote-replica")).orElseThrow();
    them.bench.actions.put(
        "promote-replica",
        new StepAction() {
          private int runs;

          @Override
          public StepResult run(StepRun run) {
            if (runs++ > 0) {
              return promote.run(run);
            }
            them.provider.promote(them.id(them.second), operation.id().toString(), line -> {});
            them.bench.operations.cancel(ANNA, operation.id());
            return new StepResult.Retry(
                Problem.unavailable("mute", "It does not say.", ""), Duration.ZERO);
          }

          @Override
          public StepResult undo(StepRun run) {
            return promote.undo(run);
          }
        });
    var ended = them.finish(operation);
    assertThat(ended.status()).isEqualTo(Operation.Status.SUCCEEDED);
    assertThat(ended.isCancelledTooLate()).isTrue();
    them.leads(them.second, "one");
  }

  @Test
  void credentialsOfARotationMoveAlongAndReferencesGoOn() {
    var secrets = them.bench.secrets;
    var name = them.get(them.first).secretName();
    var old = secrets.credentials(name);
    DATABASE
        .state()
        .transaction(
            transaction -> {
              secrets.putPending(
                  transaction,
                  name,
                  new Credentials(
                      old.username(),
                      Credentials.newPassword(),
                      old.engine(),
                      old.host(),
                      old.port(),
                      old.dbname(),
                      old.dbInstanceIdentifier()));
              return secrets.promotePending(transaction, name);
            });
    var before = them.passwords(them.second);
    assertThat(before).hasSize(2);
    var its = them.get(them.second).secretName();
    var reader = secrets.findValue(its, "readerPort").orElseThrow();
    them.finish(them.promote());
    for (var ref : List.of(them.first, them.second, them.third)) {
      assertThat(them.passwords(ref)).isEqualTo(before);
    }
    assertThat(secrets.versions(its))
        .extracting(SecretVersion::stage)
        .containsExactlyInAnyOrder(SecretVersion.Stage.AWSCURRENT, SecretVersion.Stage.AWSPREVIOUS);
    assertThat(secrets.findValue(its, "readerPort"))
        .isEqualTo(secrets.findValue(name, "readerPort"));
    assertThat(secrets.findValue(its, "port")).contains(reader);
    assertThat(secrets.findValue(name, "port")).contains(reader);
    assertThat(secrets.get(its).keys()).contains("readerPort");
    assertThat(secrets.resealAll()).isZero();
  }
}
