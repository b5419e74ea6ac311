package dev.cairn.operation;

import static dev.cairn.operation.StepBench.ANNA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.core.Problem;
import dev.cairn.db.TestDatabase;
import dev.cairn.operation.CrashPoint.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Steps after which there is no way back, and those that wait for a person. */
class NoReturnTest {
  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();
  private static final AtomicInteger TARGETS = new AtomicInteger();
  private static final Problem BROKEN = Problem.failed("broken", "It broke.", "Mend it.");

  private final StepBench bench = new StepBench(DATABASE.state());
  private final List<String> undone = new ArrayList<>();
  private final Map<String, StepAction> actions = new HashMap<>();
  private Operation operation = open("never/used" + TARGETS.incrementAndGet());

  @BeforeEach
  void fresh() {
    operation = open("return/dev" + TARGETS.incrementAndGet());
    undone.clear();
    for (var step : List.of("before", "jump", "after")) {
      does(step, run -> StepResult.done());
    }
  }

  private Operation open(String target) {
    var plan =
        new Plan(
            "toy",
            List.of(
                new PlannedStep("before", "Look"),
                new PlannedStep("jump", "Jump", true),
                new PlannedStep("after", "Land")));
    return DATABASE
        .state()
        .transaction(
            transaction ->
                bench
                    .operations()
                    .open(
                        transaction,
                        new NewOperation(plan, target, "Jump", ANNA, Map.of(), Optional.empty())));
  }

  private void does(String step, Function<StepRun, StepResult> what) {
    actions.put(
        step,
        new StepAction() {
          @Override
          public StepResult run(StepRun run) {
            return what.apply(run);
          }

          @Override
          public StepResult undo(StepRun run) {
            undone.add(step);
            return StepResult.done();
          }
        });
  }

  private boolean isHeard(StepRun run) {
    return bench.operations().get(run.operation().id()).isCancelling() || run.cancelRequested();
  }

  private Operation finish() {
    return bench.finish(operation.id(), actions);
  }

  private void cancel() {
    bench.operations().cancel(ANNA, operation.id());
  }

  @Test
  void cancelThatComesDuringTheStepIsToldToHaveComeTooLate() {
    does(
        "jump",
        run -> {
          cancel();
          return StepResult.done();
        });
    does("after", run -> isHeard(run) ? new StepResult.Failed(BROKEN) : StepResult.done());
    var ended = finish();
    assertThat(ended.status()).isEqualTo(Operation.Status.SUCCEEDED);
    assertThat(ended.isCancelledTooLate()).isTrue();
    assertThat(ended.isCancelling()).isFalse();
    assertThat(undone).isEmpty();
  }

  @Test
  void cancelThatComesWhileTheStepIsNotDoneTurnsRound() {
    does(
        "jump",
        run -> {
          cancel();
          return new StepResult.Wait(Duration.ZERO, "not yet");
        });
    var ended = finish();
    assertThat(ended.status()).isEqualTo(Operation.Status.CANCELLED);
    assertThat(ended.isCancelledTooLate()).isFalse();
    assertThat(undone).containsExactly("jump", "before");
  }

  @Test
  void stepThatWasBrokenOffIsRunAgainBeforeACancelIsHeard() {
    assertThatThrownBy(
            () -> bench.run(operation.id(), actions, StepBench.killAt("jump", Moment.AFTER_EFFECT)))
        .isInstanceOf(StepBench.Killed.class);
    cancel();
    assertThat(finish().status()).isEqualTo(Operation.Status.SUCCEEDED);
    assertThat(undone).isEmpty();
  }

  @Test
  void stepThatCannotBeTakenBackWasDoneAndTheOperationGoesOn() {
    var waits = new AtomicInteger(1);
    actions.put(
        "jump",
        new StepAction() {
          @Override
          public StepResult run(StepRun run) {
            if (waits.getAndDecrement() == 0) {
              return StepResult.done();
            }
            cancel();
            return new StepResult.Retry(BROKEN, Duration.ZERO);
          }

          @Override
          public StepResult undo(StepRun run) {
            return new StepResult.Failed(BROKEN);
          }
        });
    var ended = finish();
    assertThat(ended.status()).isEqualTo(Operation.Status.SUCCEEDED);
    assertThat(ended.problem()).isEmpty();
    assertThat(ended.isCancelledTooLate()).isTrue();
    assertThat(undone).isEmpty();
  }

  @Test
  void afterwardsACancelIsRefusedAndAFailureWaitsForAPerson() {
    var failing = new AtomicInteger(1);
    does(
        "after",
        run -> {
          assertThatThrownBy(this::cancel).hasMessageContaining("operation-past-return");
          return failing.getAndDecrement() > 0 ? new StepResult.Failed(BROKEN) : StepResult.done();
        });
    var parked = finish();
    assertThat(parked.status()).isEqualTo(Operation.Status.NEEDS_ATTENTION);
    assertThat(parked.problem()).contains(BROKEN);
    assertThat(parked.undoing()).isFalse();
    assertThatThrownBy(this::cancel).hasMessageContaining("operation-past-return");
    assertThatThrownBy(() -> bench.operations().giveUp(ANNA, operation.id()))
        .hasMessageContaining("operation-not-undoing");
    bench.operations().retry(ANNA, operation.id());
    assertThat(finish().status()).isEqualTo(Operation.Status.SUCCEEDED);
    assertThat(undone).isEmpty();
  }

  @Test
  void stepThatBreaksAfterwardsWaitsForAPerson() {
    does(
        "after",
        run -> {
          throw new IllegalStateException("on purpose");
        });
    assertThat(finish().status()).isEqualTo(Operation.Status.NEEDS_ATTENTION);
  }

  @Test
  void parkedStepGoesOnWithWhatThePersonSaid() {
    does(
        "before",
        run ->
            run.operation().input().containsKey("word")
                ? StepResult.done()
                : new StepResult.Parked(BROKEN));
    var parked = finish();
    assertThat(parked.status()).isEqualTo(Operation.Status.NEEDS_ATTENTION);
    assertThat(undone).isEmpty();
    bench.operations().retry(ANNA, operation.id(), Map.of("word", "given"));
    assertThat(finish().status()).isEqualTo(Operation.Status.SUCCEEDED);
  }

  @Test
  void parkedStepIsTakenBackWhereThePersonCancels() {
    does("before", run -> new StepResult.Parked(BROKEN));
    finish();
    cancel();
    assertThat(finish().status()).isEqualTo(Operation.Status.CANCELLED);
    assertThat(undone).containsExactly("before");
  }
}
