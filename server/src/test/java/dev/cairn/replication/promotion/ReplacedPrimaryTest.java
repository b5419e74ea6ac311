package dev.cairn.replication.promotion;

import static dev.cairn.database.DatabaseBench.ANNA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.activity.ActivityEntry;
import dev.cairn.core.Bytes;
import dev.cairn.core.Problem;
import dev.cairn.database.DatabaseBench;
import dev.cairn.database.DatabaseRef;
import dev.cairn.database.Followers;
import dev.cairn.db.TestDatabase;
import dev.cairn.operation.Operation;
import dev.cairn.operation.StepResult;
import dev.cairn.provider.ReplicaStatus.State;
import dev.cairn.replication.ReplicaWatch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A replica takes the place of a primary that is gone. */
class ReplacedPrimaryTest {
  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();
  @TempDir static Path home;

  private PromotionBench them = new PromotionBench(DATABASE.state(), home);

  @BeforeEach
  void fresh() {
    them = new PromotionBench(DATABASE.state(), home);
  }

  private void wantsForce(String code) {
    assertThat(them.bench.promotions.preview(them.second).wantsForce()).isTrue();
    assertThatThrownBy(them::promote).hasMessageContaining(code);
  }

  private Operation promoted(boolean force) {
    var operation = them.promote(them.second, force);
    assertThat(operation.kind()).isEqualTo("replace-primary");
    assertThat(operation.steps())
        .extracting(Operation.Step::name)
        .containsExactly(
            "fence-primary",
            "promote-replica",
            "follow-primary",
            "redeploy-application",
            "return-primary",
            "check-application");
    var ended = them.finish(operation);
    assertThat(ended.status()).isEqualTo(Operation.Status.SUCCEEDED);
    return ended;
  }

  private State stateOf(Operation ended) {
    assertThat(ended.status()).isEqualTo(Operation.Status.SUCCEEDED);
    return them.bench.replicas.status(them.get(them.first)).orElseThrow().state();
  }

  @Test
  void oneThatHasItAllTakesItsPlaceAtOnce() {
    them.provider.crash(them.id(them.first));
    var preview = them.bench.promotions.preview(them.second);
    assertThat(preview.planned()).isFalse();
    assertThat(preview.missing()).contains(new Bytes(0));
    assertThat(preview.wantsForce()).isFalse();
    promoted(false);
    them.leads(them.second, "one");
    them.follow(them.second);
    assertThat(them.get(them.first).isPrevious()).isFalse();
  }

  @Test
  void whatIsLostIsSaidAndThePersonsWordRecorded() {
    them.loseTheLast("two", "three");
    assertThat(them.bench.promotions.preview(them.second).missing()).contains(new Bytes(2));
    wantsForce("promotion-may-lose");
    var ended = promoted(true);
    them.leads(them.second, "one");
    assertThat(them.bench.activity.list(Optional.of(them.second.toString()), 1))
        .singleElement()
        .extracting(ActivityEntry::details)
        .asString()
        .contains("force", "2 B");
    assertThat(stateOf(ended)).isEqualTo(State.DIVERGED);
    assertThat(them.provider.read(them.id(them.first))).contains("two", "three");
    assertThat(them.get(them.first).isPrevious()).isTrue();
    assertThat(ended.steps().get(4).progress()).contains(them.first.toString());

    new ReplicaWatch(them.bench.state, them.bench.operations, them.bench.replicas).tick();
    them.bench.look();
    assertThat(them.bench.operations.findOpen(them.first.toString())).isEmpty();
    assertThatThrownBy(() -> them.promote(them.first, true))
        .hasMessageContaining("replica-diverged");
    assertThatThrownBy(
            () -> them.bench.databases.remove(ANNA, them.first, Optional.empty(), Optional.empty()))
        .hasMessageContaining("writes that are nowhere else");
    assertThatThrownBy(() -> them.bench.rotations.rotate(ANNA, them.second, Optional.empty()))
        .hasMessageContaining("writes that are nowhere else");
    them.finish(them.bench.replicas.rebuild(ANNA, them.first, Optional.empty()));
    assertThat(them.get(them.first).isPrevious()).isFalse();
    them.follow(them.second);
    them.finish(them.promote(them.first, false));
    them.leads(them.first, "one", "afterwards");
  }

  @Test
  void oneWhoseFilesAreGoneIsReplacedAndMadeAnewOrRemovedLater() {
    them.provider.lose(them.id(them.first));
    wantsForce("loss-unknown");
    var ended = promoted(true);
    assertThat(ended.steps().get(4).progress()).contains("cairn db rebuild " + them.first);
    assertThat(them.provider.takingWrites()).containsExactly(them.id(them.second));
    assertThat(them.get(them.first).primary()).contains(them.second);
    them.finish(them.bench.replicas.rebuild(ANNA, them.first, Optional.empty()));
    them.leads(them.second, "one");
    them.provider.lose(them.id(them.first));
    var removal = them.bench.databases.remove(ANNA, them.first, Optional.empty(), Optional.empty());
    assertThat(them.finish(removal).status()).isEqualTo(Operation.Status.SUCCEEDED);
    assertThat(them.bench.databases.find(them.first)).isEmpty();
    assertThat(them.bench.secretCount()).isEqualTo(2);
  }

  @Test
  void whatSomebodyWroteToTheReplicaIsSaidBefore() {
    them.provider.scribble(them.id(them.second), "own");
    assertThat(them.bench.promotions.preview(them.second).refusal().orElseThrow().code())
        .isEqualTo("replica-diverged");
    them.provider.crash(them.id(them.first));
    wantsForce("replica-ahead");
    promoted(true);
    them.leads(them.second, "one", "own");
  }

  @Test
  void theOneThatHasMostIsNamed() {
    them.provider.follow(them.id(them.second), State.CATCHING_UP, new Bytes(1));
    them.write("two");
    them.provider.crash(them.id(them.first));
    assertThatThrownBy(them::promote)
        .hasMessageContaining("replica-behind")
        .hasMessageContaining(them.third.toString());
    assertThat(them.finish(them.promote(them.third, false)).status())
        .isEqualTo(Operation.Status.SUCCEEDED);
    them.leads(them.third, "one", "two");
  }

  @Test
  void primaryThatRunsAndIsMuteIsReplacedByAPersonsWord() {
    them.provider.mute(them.id(them.first));
    assertThat(them.bench.promotions.preview(them.second).planned()).isFalse();
    // Also where nothing of the replication tells it.
    them.provider.follow(them.id(them.second), State.CATCHING_UP, new Bytes(0));
    assertThat(them.bench.promotions.preview(them.second).planned()).isFalse();
    them.provider.follow(them.id(them.second), State.STREAMING, new Bytes(0));
    wantsForce("promotion-may-lose");
    promoted(true);
    them.leads(them.second, "one");
  }

  /** The replica cannot be compared any more once the primary has ended. */
  private Problem mayLoseAfterAll(boolean force) {
    them.provider.crash(them.id(them.first));
    var operation = them.promote(them.second, force);
    them.provider.crash(them.id(them.second));
    var ended = them.finish(operation);
    assertThat(ended.status()).isEqualTo(Operation.Status.FAILED);
    assertThat(them.provider.takingWrites()).containsExactly(them.id(them.first));
    return ended.problem().orElseThrow();
  }

  @Test
  void whatIsSeenToBeLostAfterTheFenceIsToldToWhoSaidThatItMayAndWhoDidNot() {
    var first = mayLoseAfterAll(false);
    assertThat(first.code()).isEqualTo("loss-unknown");
    assertThat(first.suggestion())
        .contains("say that it may: cairn db promote " + them.second + " --force.");
    fresh();
    assertThat(mayLoseAfterAll(true).suggestion())
        .contains("brought back", "said before this was known")
        .doesNotContain("say that it may");
  }

  @Test
  void fenceThatIsNotProvenWaitsForAPerson() {
    them.provider.crash(them.id(them.first));
    them.provider.liveOn(them.id(them.first), true);
    var parked = them.finish(them.promote());
    assertThat(parked.status()).isEqualTo(Operation.Status.NEEDS_ATTENTION);
    assertThat(parked.problem().orElseThrow().code()).isEqualTo("fence-not-proven");
    assertThat(them.provider.calls()).noneMatch(it -> it.startsWith("promote"));
    var preview = them.bench.promotions.preview(them.second);
    assertThat(preview.refusal()).isEmpty();
    assertThat(preview.doubt().map(Problem::code)).contains("fence-not-proven");
    assertThat(them.promote().id()).isEqualTo(parked.id());
    assertThat(them.finish(parked).status()).isEqualTo(Operation.Status.NEEDS_ATTENTION);
    assertThat(them.promote(them.second, true).id()).isEqualTo(parked.id());
    assertThat(them.finish(parked).status()).isEqualTo(Operation.Status.SUCCEEDED);
    assertThat(them.bench.activity.list(Optional.of(them.second.toString()), 9))
        .anyMatch(it -> it.details().toString().contains("the primary is fenced"));
    them.leads(them.second, "one");
  }

  @Test
  void fenceThatIsNotProvenIsTakenBackOrProvenLater() {
    them.provider.crash(them.id(them.first));
    them.provider.liveOn(them.id(them.first), true);
    var parked = them.finish(them.promote());
    them.bench.operations.cancel(ANNA, parked.id());
    assertThat(them.finish(parked).status()).isEqualTo(Operation.Status.CANCELLED);
    them.leads(them.first, "one");

    them.provider.crash(them.id(them.first));
    var again = them.finish(them.promote());
    them.provider.liveOn(them.id(them.first), false);
    them.bench.operations.retry(ANNA, again.id());
    assertThat(them.finish(again).status()).isEqualTo(Operation.Status.SUCCEEDED);
    them.leads(them.second, "one");
  }

  @Test
  void cairnsOwnRepairOfThePrimaryIsEndedFirst() {
    them.provider.crash(them.id(them.first));
    them.bench.look();
    var repair = them.bench.operations.findOpen(them.first.toString()).orElseThrow();
    assertThat(repair.kind()).isEqualTo("repair-database");
    them.bench.actions.put(
        "restart-database", run -> new StepResult.Wait(Duration.ZERO, "It takes long."));
    them.bench.steps.run(repair.id(), them.bench.actions);
    var operation = them.promote();
    assertThat(them.bench.steps.run(operation.id(), them.bench.actions)).isPresent();
    assertThat(them.provider.calls()).noneMatch(it -> it.startsWith("promote"));
    assertThat(them.bench.operations.get(repair.id()).cancelRequested()).isTrue();
    assertThat(them.finish(repair).status()).isEqualTo(Operation.Status.CANCELLED);
    assertThat(them.finish(operation).status()).isEqualTo(Operation.Status.SUCCEEDED);
    them.leads(them.second, "one");
  }

  /** Whether it is seen when the promotion is asked for, or begins a moment later. */
  @Test
  void repairThatBeginsAfterTheLookHoldsNothingUp() {
    them.provider.crash(them.id(them.first));
    var prospect = Prospect.look(family(), them.bench.targets, them.bench.operations);
    assertThat(prospect.refusal()).isEmpty();
    them.bench.look();
    assertThat(them.bench.operations.findOpen(them.first.toString())).isPresent();
    assertThat(Prospect.look(family(), them.bench.targets, them.bench.operations).refusal())
        .isEmpty();
    var repair = them.bench.operations.findOpen(them.first.toString()).orElseThrow();
    var operation = them.bench.promotions.open(ANNA, prospect, Optional.empty());
    assertThat(them.bench.steps.run(operation.id(), them.bench.actions)).isPresent();
    assertThat(them.finish(repair).status()).isEqualTo(Operation.Status.CANCELLED);
    assertThat(them.finish(operation).status()).isEqualTo(Operation.Status.SUCCEEDED);
    them.leads(them.second, "one");
  }

  private Family family() {
    return Family.find(new Followers(them.bench.state), them.get(them.second)).orElseThrow();
  }

  /** Of the replica, of the primary, and of one that follows as well. */
  @Test
  void drillGivesWay() {
    gaveWay(them.second);
    fresh();
    gaveWay(them.first);
    fresh();
    gaveWay(them.third);
  }

  private void gaveWay(DatabaseRef drilled) {
    var drill = them.bench.drills.promote(ANNA, drilled, Optional.empty());
    them.bench.actions.put(
        "fork-drill", run -> new StepResult.Wait(Duration.ZERO, "It takes long."));
    assertThat(them.bench.steps.run(drill.id(), them.bench.actions)).isPresent();
    them.provider.crash(them.id(them.first));
    var operation = them.promote();
    assertThat(them.bench.steps.run(operation.id(), them.bench.actions)).isPresent();
    assertThat(them.bench.operations.get(drill.id()).cancelRequested()).isTrue();
    assertThat(them.finish(drill).status()).isEqualTo(Operation.Status.CANCELLED);
    assertThat(them.finish(operation).status()).isEqualTo(Operation.Status.SUCCEEDED);
    them.leads(them.second, "one");
  }

  @Test
  void whatAPersonDoesToThePrimaryIsNeverEnded() {
    them.provider.crash(them.id(them.first));
    var resize =
        them.bench.databases.resize(ANNA, them.first, DatabaseBench.grow(20), Optional.empty());
    assertThatThrownBy(() -> them.promote(them.second, true))
        .hasMessageContaining("operation-in-progress")
        .hasMessageContaining(resize.id().toString());
  }

  @Test
  void followerThatCannotFollowHoldsNobodyUp() {
    them.provider.crash(them.id(them.first));
    them.provider.lose(them.id(them.third));
    var ended = promoted(false);
    assertThat(ended.steps().get(2).progress()).contains(them.third.toString());
    assertThat(List.of(them.id(them.second))).isEqualTo(them.provider.takingWrites());
  }
}
