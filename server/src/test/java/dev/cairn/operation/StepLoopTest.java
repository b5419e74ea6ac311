package dev.cairn.operation;

import static dev.cairn.operation.Operation.StepStatus.DONE;
import static dev.cairn.operation.Operation.StepStatus.FAILED;
import static dev.cairn.operation.Operation.StepStatus.PENDING;
import static dev.cairn.operation.Operation.StepStatus.RETRYING;
import static dev.cairn.operation.Operation.StepStatus.UNDONE;
import static dev.cairn.operation.Operation.StepStatus.WAITING;
import static dev.cairn.operation.StepBench.ANNA;
import static dev.cairn.operation.StepBench.killAt;
import static dev.cairn.operation.StepBench.statuses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.core.Problem;
import dev.cairn.core.ProblemException;
import dev.cairn.db.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class StepLoopTest {
  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();
  private static final AtomicInteger TARGETS = new AtomicInteger();
  private static final Problem BROKEN = Problem.failed("broken", "It broke.", "Mend it.");

  private StepBench bench = new StepBench(DATABASE.state());
  private String target = "";

  @BeforeEach
  void fresh() {
    bench = new StepBench(DATABASE.state());
    target = "notes/dev" + TARGETS.incrementAndGet();
  }

  private static StepAction action(Function<StepRun, StepResult> run, List<String> undone) {
    return new StepAction() {
      @Override
      public StepResult run(StepRun it) {
        return run.apply(it);
      }

      @Override
      public StepResult undo(StepRun it) {
        undone.add("undo");
        return StepResult.done();
      }
    };
  }

  @Test
  void doneStepsRunInARowAndHandOnTheirOutput() {
    var seen = new ArrayList<String>();
    var operation = bench.open(target, "dig", "build");
    var after =
        bench.finish(
            operation.id(),
            Map.of(
                "dig", run -> new StepResult.Done(Map.of("depth", "3")),
                "build",
                    run -> {
                      seen.add(run.outputs().get("depth"));
                      seen.add(run.operation().input().get("colour"));
                      return StepResult.done();
                    }));
    assertThat(seen).containsExactly("3", "red");
    assertThat(after.status()).isEqualTo(Operation.Status.SUCCEEDED);
    assertThat(statuses(after)).containsExactly(DONE, DONE);
    assertThat(after.finishedAt()).isPresent();
    assertThat(after.steps().getFirst().startedAt()).isPresent();
  }

  @Test
  void waitShowsItsReasonAndIsNoNewAttempt() {
    var runs = new AtomicInteger();
    Map<String, StepAction> actions =
        Map.of(
            "dig",
            run -> {
              assertThat(run.attempt()).isZero();
              return runs.incrementAndGet() < 3
                  ? new StepResult.Wait(Duration.ofMillis(7), "the ground is frozen")
                  : StepResult.done();
            });
    var id = bench.open(target, "dig").id();
    assertThat(bench.run(id, actions)).contains(Duration.ofMillis(7));
    var waiting = bench.operations().get(id);
    assertThat(statuses(waiting)).containsExactly(WAITING);
    assertThat(waiting.steps().getFirst().progress()).isEqualTo("the ground is frozen");
    assertThat(bench.finish(id, actions).status()).isEqualTo(Operation.Status.SUCCEEDED);
    assertThat(runs).hasValue(3);
  }

  @Test
  void retryShowsItsCauseAndCountsAttempts() {
    Map<String, StepAction> actions =
        Map.of(
            "dig",
            run ->
                run.attempt() < 2
                    ? new StepResult.Retry(BROKEN, Duration.ofSeconds(1))
                    : StepResult.done());
    var id = bench.open(target, "dig").id();
    assertThat(bench.run(id, actions)).contains(Duration.ofSeconds(1));
    assertThat(statuses(bench.operations().get(id))).containsExactly(RETRYING);
    assertThat(bench.operations().get(id).steps().getFirst().progress()).isEqualTo("It broke.");
    var after = bench.finish(id, actions);
    assertThat(after.status()).isEqualTo(Operation.Status.SUCCEEDED);
    assertThat(after.steps().getFirst().attempts()).isEqualTo(3);
  }

  @Test
  void failureUndoesBegunStepsInReverseAndKeepsTheProblem() {
    var undone = new ArrayList<String>();
    Map<String, StepAction> actions =
        Map.of(
            "dig", action(run -> StepResult.done(), undone),
            "build", action(run -> new StepResult.Failed(BROKEN), undone),
            "paint", action(run -> StepResult.done(), undone));
    var after = bench.finish(bench.open(target, "dig", "build", "paint").id(), actions);
    assertThat(after.status()).isEqualTo(Operation.Status.FAILED);
    assertThat(after.problem()).contains(BROKEN);
    assertThat(statuses(after)).containsExactly(UNDONE, FAILED, PENDING);
    assertThat(undone).hasSize(2);
  }

  @Test
  void undoIsTakenUpWhereItDied() {
    var undone = new ArrayList<String>();
    Map<String, StepAction> actions =
        Map.of(
            "dig", action(run -> StepResult.done(), undone),
            "build", action(run -> new StepResult.Failed(BROKEN), undone));
    var id = bench.open(target, "dig", "build").id();
    for (var moment : List.of(CrashPoint.Moment.BEFORE_UNDO, CrashPoint.Moment.AFTER_UNDO)) {
      assertThatThrownBy(() -> bench.run(id, actions, killAt("dig", moment)))
          .isInstanceOf(StepBench.Killed.class);
    }
    assertThat(bench.operations().get(id).status()).isEqualTo(Operation.Status.UNDOING);
    assertThat(bench.finish(id, actions).status()).isEqualTo(Operation.Status.FAILED);
    assertThat(undone).as("build once, dig after its death once more").hasSize(3);
  }

  @Test
  void retriedOperationRunsAgainToItsEnd() {
    var broken = new AtomicInteger(1);
    Map<String, StepAction> actions =
        Map.of(
            "dig", run -> StepResult.done(),
            "build",
                run ->
                    broken.getAndDecrement() > 0
                        ? new StepResult.Failed(BROKEN)
                        : StepResult.done());
    var id = bench.open(target, "dig", "build").id();
    assertThat(bench.finish(id, actions).status()).isEqualTo(Operation.Status.FAILED);
    var open = bench.operations().retry(ANNA, id);
    assertThat(open.status()).isEqualTo(Operation.Status.OPEN);
    assertThat(open.problem()).isEmpty();
    assertThat(statuses(open)).containsExactly(PENDING, PENDING);
    assertThat(bench.finish(id, actions).status()).isEqualTo(Operation.Status.SUCCEEDED);
    assertThatThrownBy(() -> bench.operations().retry(ANNA, id))
        .hasMessageContaining("operation-not-retryable");
  }

  @Test
  void retryIsRefusedWhileAnotherRunsOnTheTarget() {
    Map<String, StepAction> actions = Map.of("dig", run -> new StepResult.Failed(BROKEN));
    var id = bench.open(target, "dig").id();
    bench.finish(id, actions);
    var other = bench.open(target, "dig").id();
    assertThatThrownBy(() -> bench.operations().retry(ANNA, id))
        .hasMessageContaining("operation-in-progress")
        .hasMessageContaining(other.toString());
  }

  @Test
  void cancelTurnsRoundBetweenStepsAndUndoes() {
    var undone = new ArrayList<String>();
    Map<String, StepAction> actions =
        Map.of(
            "dig", action(run -> StepResult.done(), undone),
            "build",
                action(run -> new StepResult.Wait(Duration.ofSeconds(60), "no bricks"), undone));
    var id = bench.open(target, "dig", "build").id();
    bench.run(id, actions);
    var asked = bench.operations().cancel(ANNA, id);
    assertThat(asked.cancelRequested()).isTrue();
    var after = bench.finish(id, actions);
    assertThat(after.status()).isEqualTo(Operation.Status.CANCELLED);
    assertThat(statuses(after)).containsExactly(UNDONE, UNDONE);
    assertThat(undone).hasSize(2);
    assertThatThrownBy(() -> bench.operations().cancel(ANNA, id))
        .hasMessageContaining("operation-not-cancellable");
  }

  @Test
  void brokenStepIsTriedAgainThenFailsWithoutItsStackTrace() {
    Map<String, StepAction> actions =
        Map.of(
            "dig",
            run -> {
              throw new IllegalStateException("spade\n at shed");
            });
    var after = bench.finish(bench.open(target, "dig").id(), actions);
    assertThat(after.status()).isEqualTo(Operation.Status.FAILED);
    assertThat(after.steps().getFirst().attempts()).isEqualTo(5);
    assertThat(after.problem().orElseThrow().code()).isEqualTo("internal-error");
    assertThat(after.problem().orElseThrow().message()).doesNotContain("\n");
  }

  @Test
  void problemThrownByAStepIsItsFailure() {
    Map<String, StepAction> actions =
        Map.of(
            "dig",
            run -> {
              throw BROKEN.toException();
            });
    var after = bench.finish(bench.open(target, "dig").id(), actions);
    assertThat(after.problem()).contains(BROKEN);
    assertThat(after.steps().getFirst().attempts()).isEqualTo(1);
  }

  @Test
  void errorsCountOnlyInARow() {
    var runs = new AtomicInteger();
    Map<String, StepAction> actions =
        Map.of(
            "dig",
            run -> {
              int now = runs.incrementAndGet();
              if (now == 20) {
                return StepResult.done();
              }
              if (now % 4 == 0) {
                return new StepResult.Wait(Duration.ofMillis(1), "for the rain to end");
              }
              throw new IllegalStateException("a stone");
            });
    var after = bench.finish(bench.open(target, "dig").id(), actions);
    assertThat(after.status()).isEqualTo(Operation.Status.SUCCEEDED);
  }

  @Test
  void undoingBeginsWithoutTheErrorsOfBefore() {
    var id = bench.open(target, "dig").id();
    var undos = new AtomicInteger();
    Map<String, StepAction> actions =
        Map.of(
            "dig",
            new StepAction() {
              @Override
              public StepResult run(StepRun run) {
                throw new IllegalStateException("a stone");
              }

              @Override
              public StepResult undo(StepRun run) {
                if (undos.getAndIncrement() < 4) {
                  throw new IllegalStateException("another stone");
                }
                return StepResult.done();
              }
            });
    for (int i = 0; i < 4; i++) {
      bench.run(id, actions);
    }
    bench.operations().cancel(ANNA, id);
    assertThat(bench.finish(id, actions).status()).isEqualTo(Operation.Status.CANCELLED);
  }

  @Test
  void unknownStepParksTheOperationUntilARetryByAReleaseThatKnowsIt() {
    var id = bench.open(target, "dig", "levitate").id();
    Map<String, StepAction> old = Map.of("dig", run -> StepResult.done());
    var parked = bench.finish(id, old);
    assertThat(parked.status()).isEqualTo(Operation.Status.NEEDS_ATTENTION);
    assertThat(parked.problem().orElseThrow().code()).isEqualTo("unknown-step");
    assertThat(statuses(parked)).containsExactly(DONE, PENDING);
    assertThatThrownBy(() -> bench.open(target, "dig"))
        .hasMessageContaining("operation-in-progress");
    bench.operations().retry(ANNA, id);
    var after =
        bench.finish(
            id,
            Map.of(
                "dig", run -> new StepResult.Failed(BROKEN), "levitate", run -> StepResult.done()));
    assertThat(after.status()).isEqualTo(Operation.Status.SUCCEEDED);
  }

  @Test
  void killedAroundItsEffectAStepHasOneResult() {
    int kills = 0;
    for (var step : List.of("dig", "build", "paint")) {
      for (var moment : List.of(CrashPoint.Moment.BEFORE_EFFECT, CrashPoint.Moment.AFTER_EFFECT)) {
        var world = new TreeSet<String>();
        Map<String, StepAction> actions =
            Map.of(
                "dig", run -> put(world, "hole"),
                "build", run -> put(world, "house"),
                "paint", run -> put(world, "colour"));
        var id = bench.open(target + "-" + kills, "dig", "build", "paint").id();
        assertThatThrownBy(() -> bench.run(id, actions, killAt(step, moment)))
            .isInstanceOf(StepBench.Killed.class);
        assertThat(bench.operations().get(id).status()).isEqualTo(Operation.Status.OPEN);
        var after = bench.finish(id, actions);
        assertThat(after.status()).isEqualTo(Operation.Status.SUCCEEDED);
        assertThat(world).containsExactly("colour", "hole", "house");
        kills++;
      }
    }
    assertThat(kills).isEqualTo(6);
  }

  private static StepResult put(Set<String> world, String thing) {
    world.add(thing);
    return StepResult.done();
  }

  @Test
  void secondOperationOnATargetIsRefusedNamingTheFirst() {
    var first = bench.open(target, "dig");
    assertThatThrownBy(() -> bench.open(target, "dig"))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("operation-in-progress")
        .hasMessageContaining(first.id().toString());
  }

  @Test
  void repeatedKeyAnswersWithTheFirstOperation() {
    var first = bench.open(target, Optional.of("key-" + target), "dig");
    assertThat(bench.open(target, Optional.of("key-" + target), "dig").id()).isEqualTo(first.id());
    assertThatThrownBy(() -> bench.open(target + "x", Optional.of("key-" + target), "dig"))
        .hasMessageContaining("idempotency-key-reused");
  }

  @Test
  void listCoversWhatIsBelowATarget() {
    var on = bench.open(target + "/postgres", "dig");
    assertThat(bench.operations().list(Optional.of(target), 10))
        .extracting(Operation::id)
        .containsExactly(on.id());
    assertThat(bench.operations().list(Optional.of(target.substring(0, 7)), 10)).isEmpty();
    assertThat(bench.operations().findOpen(target + "/postgres")).isPresent();
  }
}
