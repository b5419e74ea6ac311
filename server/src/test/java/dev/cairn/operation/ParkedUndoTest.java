package dev.cairn.operation;

import static dev.cairn.operation.Operation.StepStatus.DONE;
import static dev.cairn.operation.Operation.StepStatus.FAILED;
import static dev.cairn.operation.StepBench.ANNA;
import static dev.cairn.operation.StepBench.statuses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.core.Problem;
import dev.cairn.db.TestDatabase;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Operations that turned round and cannot take something back. */
class ParkedUndoTest {
  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();
  private static final AtomicInteger TARGETS = new AtomicInteger();
  private static final Problem BROKEN = Problem.failed("broken", "It broke.", "Mend it.");
  private static final Problem ROCK = Problem.failed("rock", "There is a rock.", "Blast it.");

  private StepBench bench = new StepBench(DATABASE.state());
  private String target = "";

  @BeforeEach
  void fresh() {
    bench = new StepBench(DATABASE.state());
    target = "notes/parked" + TARGETS.incrementAndGet();
  }

  /** A step that is done and cannot be undone. */
  private static StepAction stuck(AtomicInteger runs) {
    return new StepAction() {
      @Override
      public StepResult run(StepRun run) {
        runs.incrementAndGet();
        return StepResult.done();
      }

      @Override
      public StepResult undo(StepRun run) {
        return new StepResult.Failed(ROCK);
      }
    };
  }

  @Test
  void cancelEndsItWhereItIsAndARetryDoesItsStepAnew() {
    var dug = new AtomicInteger();
    var dig = stuck(dug);
    Map<String, StepAction> actions =
        Map.of(
            "buy", run -> StepResult.done(),
            "dig", dig,
            "build", run -> new StepResult.Failed(BROKEN));
    var id = bench.open(target, "buy", "dig", "build").id();
    var parked = bench.finish(id, actions);
    assertThat(parked.status()).isEqualTo(Operation.Status.NEEDS_ATTENTION);
    assertThat(parked.problem()).contains(BROKEN);
    assertThat(parked.steps().get(1).progress())
        .isEqualTo("This could not be taken back. There is a rock.");

    var ended = bench.operations().cancel(ANNA, id);
    assertThat(ended.status()).isEqualTo(Operation.Status.FAILED);
    assertThat(ended.finishedAt()).isPresent();
    assertThat(ended.problem().orElseThrow().code()).isEqualTo(BROKEN.code());
    assertThat(ended.problem().orElseThrow().message())
        .isEqualTo("It broke. What these steps did was left as it is: \"Do buy\", \"Do dig\".");
    assertThat(statuses(ended)).containsExactly(DONE, FAILED, FAILED);
    assertThat(ended.steps().get(1).progress()).contains("There is a rock.");
    assertThatThrownBy(() -> bench.operations().cancel(ANNA, id))
        .hasMessageContaining("operation-not-cancellable");
    assertThat(bench.open(target, "buy").status()).isEqualTo(Operation.Status.OPEN);
    bench.finish(bench.operations().findOpen(target).orElseThrow().id(), actions);

    bench.operations().retry(ANNA, id);
    assertThat(bench.finish(id, Map.of("dig", dig, "build", run -> StepResult.done())).status())
        .isEqualTo(Operation.Status.SUCCEEDED);
    assertThat(dug).hasValue(2);
  }

  /** A step whose undo waits for what never comes, now in one way, now in the other. */
  private static StepAction waiting(AtomicInteger undos) {
    return new StepAction() {
      @Override
      public StepResult run(StepRun run) {
        return new StepResult.Failed(BROKEN);
      }

      @Override
      public StepResult undo(StepRun run) {
        return undos.getAndIncrement() % 2 == 0
            ? new StepResult.Wait(Duration.ofSeconds(1), "Waiting for Godot.")
            : new StepResult.Retry(ROCK, Duration.ofSeconds(1));
      }
    };
  }

  @Test
  void undoThatAnswersLaterForEverIsEndedByAPerson() {
    var undos = new AtomicInteger();
    Map<String, StepAction> actions =
        Map.of("buy", run -> StepResult.done(), "dig", waiting(undos));
    var id = bench.open(target, "buy", "dig").id();
    for (int run = 0; run < 20; run++) {
      assertThat(bench.run(id, actions)).isPresent();
    }
    assertThat(bench.operations().get(id).status()).isEqualTo(Operation.Status.UNDOING);
    assertThatThrownBy(() -> bench.open(target, "buy"))
        .hasMessageContaining("operation-in-progress");

    bench.operations().giveUp(ANNA, id);
    assertThat(bench.run(id, actions)).isEmpty();
    assertThat(undos).hasValue(20);

    var ended = bench.operations().get(id);
    assertThat(ended.status()).isEqualTo(Operation.Status.FAILED);
    assertThat(ended.problem().orElseThrow().message())
        .isEqualTo("It broke. What these steps did was left as it is: \"Do buy\", \"Do dig\".");
    assertThat(bench.open(target, "buy").status()).isEqualTo(Operation.Status.OPEN);
    assertThatThrownBy(() -> bench.operations().giveUp(ANNA, id))
        .hasMessageContaining("operation-not-undoing");
  }

  @Test
  void givingUpWhileAnUndoRunsEndsItWhereItAnswersLater() {
    var id = bench.open(target, "dig").id();
    Map<String, StepAction> actions =
        Map.of(
            "dig",
            new StepAction() {
              @Override
              public StepResult run(StepRun run) {
                bench.operations().cancel(ANNA, id);
                return new StepResult.Wait(Duration.ofSeconds(1), "");
              }

              @Override
              public StepResult undo(StepRun run) {
                bench.operations().giveUp(ANNA, id);
                return new StepResult.Wait(Duration.ofSeconds(1), "Waiting for Godot.");
              }
            });
    assertThat(bench.run(id, actions)).isEmpty();
    var ended = bench.operations().get(id);
    assertThat(ended.status()).isEqualTo(Operation.Status.FAILED);
    assertThat(ended.problem().orElseThrow().code()).isEqualTo("undo-given-up");
    assertThat(ended.problem().orElseThrow().message())
        .contains("Waiting for Godot.", "left as it is: \"Do dig\"");
  }

  @Test
  void stepThatFailedSaysWhyItIsStuckUntilItIsUndone() {
    var undos = new AtomicInteger();
    Map<String, StepAction> actions =
        Map.of(
            "dig",
            new StepAction() {
              @Override
              public StepResult run(StepRun run) {
                return new StepResult.Failed(BROKEN);
              }

              @Override
              public StepResult undo(StepRun run) {
                if (undos.getAndIncrement() < 5) {
                  throw ROCK.toException();
                }
                return StepResult.done();
              }
            });
    var id = bench.open(target, "dig").id();
    assertThat(bench.run(id, actions)).isPresent();
    assertThat(bench.operations().get(id).steps().getFirst().progress())
        .isEqualTo("There is a rock.");
    var parked = bench.finish(id, actions);
    assertThat(parked.status()).isEqualTo(Operation.Status.NEEDS_ATTENTION);
    assertThat(parked.problem()).contains(BROKEN);
    assertThat(parked.steps().getFirst().progress()).contains("There is a rock.");

    bench.operations().retry(ANNA, id);
    var undone = bench.finish(id, actions);
    assertThat(undone.status()).isEqualTo(Operation.Status.FAILED);
    assertThat(undone.problem()).contains(BROKEN);
    assertThat(undone.steps().getFirst().progress()).isEqualTo("It broke.");
  }
}
