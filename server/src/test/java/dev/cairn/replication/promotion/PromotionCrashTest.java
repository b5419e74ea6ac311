package dev.cairn.replication.promotion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.core.Problem;
import dev.cairn.db.TestDatabase;
import dev.cairn.operation.CrashPoint.Moment;
import dev.cairn.operation.Operation;
import dev.cairn.operation.StepAction;
import dev.cairn.operation.StepBench;
import dev.cairn.operation.StepResult;
import dev.cairn.operation.StepRun;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Promotions killed around the effect of every step, forward and back: never two primaries. */
class PromotionCrashTest {
  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();
  @TempDir static Path home;

  private static final List<Moment> FORWARD = List.of(Moment.BEFORE_EFFECT, Moment.AFTER_EFFECT);
  private static final List<Moment> BACK = List.of(Moment.BEFORE_UNDO, Moment.AFTER_UNDO);
  private static final Problem BROKEN = Problem.failed("on-command", "It failed.", "");

  /** A plan, begun where it fits. */
  private record Plan(
      Consumer<PromotionBench> before, int steps, int backwards, Consumer<PromotionBench> after) {}

  private static final Plan PLANNED =
      new Plan(
          them -> {},
          7,
          4,
          them -> {
            them.leads(them.second, "one");
            them.follow(them.second);
          });
  private static final Plan UNPLANNED =
      new Plan(
          them -> them.provider.crash(them.id(them.first)),
          6,
          2,
          them -> {
            them.leads(them.second, "one");
            them.follow(them.second);
          });

  private int kills;

  @Test
  void everyStepOfAPromotionSurvivesADeath() {
    for (var plan : List.of(PLANNED, UNPLANNED)) {
      for (int step = 0; step < plan.steps(); step++) {
        for (var moment : FORWARD) {
          var them = begin(plan);
          var operation = them.promote();
          assertThat(operation.steps()).hasSize(plan.steps());
          kill(them, operation, step, moment);
          ends(them, operation, Operation.Status.SUCCEEDED);
          plan.after().accept(them);
        }
      }
    }
    System.out.println("Promotions killed and run again with exactly one primary: " + kills);
    assertThat(kills).isEqualTo(2 * 7 + 2 * 6);
  }

  @Test
  void secondRunKilledAtEveryStepFinishesIt() {
    for (var plan : List.of(PLANNED, UNPLANNED)) {
      for (int step = 0; step < plan.steps(); step++) {
        for (var moment : FORWARD) {
          var them = begin(plan);
          var operation = them.promote();
          kill(them, operation, step, moment);
          for (int again = step; again < plan.steps(); again++) {
            kill(them, operation, again, Moment.AFTER_EFFECT);
          }
          ends(them, operation, Operation.Status.SUCCEEDED);
          plan.after().accept(them);
        }
      }
    }
    System.out.println("Second runs of promotions killed at every step: " + kills);
    assertThat(kills).isEqualTo(2 * (8 + 7 + 6 + 5 + 4 + 3 + 2) + 2 * (7 + 6 + 5 + 4 + 3 + 2));
  }

  @Test
  void whatFailsPastReturnIsFinishedByAPromotionAskedForAgainKilledAtEveryStep() {
    for (var plan : List.of(PLANNED, UNPLANNED)) {
      for (var failing : List.of("follow-primary", "redeploy-application")) {
        for (var moment : FORWARD) {
          var them = begin(plan);
          var operation = them.promote();
          var works = action(them, failing);
          them.bench.actions.put(failing, run -> new StepResult.Failed(BROKEN));
          ends(them, operation, Operation.Status.NEEDS_ATTENTION);
          them.bench.actions.put(failing, works);
          assertThat(them.promote().id()).isEqualTo(operation.id());
          int at = operation.steps().stream().map(Operation.Step::name).toList().indexOf(failing);
          for (int step = at; step < plan.steps(); step++) {
            kill(them, operation, step, moment);
          }
          ends(them, operation, Operation.Status.SUCCEEDED);
          plan.after().accept(them);
        }
      }
    }
    System.out.println("Promotions asked for again and killed at every step: " + kills);
    assertThat(kills).isEqualTo(2 * (3 + 1) + 2 * (4 + 3));
  }

  @Test
  void everyStepThatIsTakenBackSurvivesADeath() {
    for (var plan : List.of(PLANNED, UNPLANNED)) {
      for (int step = 0; step < plan.backwards(); step++) {
        for (var moment : BACK) {
          var them = begin(plan);
          failsButIsTakenBack(them, "promote-replica");
          var operation = them.promote();
          kill(them, operation, step, moment);
          ends(them, operation, Operation.Status.FAILED);
          them.leads(them.first, "one");
          them.follow(them.first);
        }
      }
    }
    System.out.println("Promotions killed while they were taken back: " + kills);
    assertThat(kills).isEqualTo(2 * (4 + 2));
  }

  @Test
  void everyCallOfTheProviderSurvivesADeath() {
    for (var plan : List.of(PLANNED, UNPLANNED)) {
      for (boolean told : new boolean[] {false, true}) {
        // Freeze or fence, promote, and each of the three as it is wanted then.
        for (int call = 1; call <= 5; call++) {
          var them = begin(plan);
          var operation = them.promote();
          them.provider.dieAt(call, told, () -> new StepBench.Killed("at a call"));
          assertThatThrownBy(() -> them.bench.steps.run(operation.id(), them.bench.actions))
              .isInstanceOf(StepBench.Killed.class);
          kills++;
          ends(them, operation, Operation.Status.SUCCEEDED);
          plan.after().accept(them);
        }
      }
    }
    System.out.println("Promotions killed at a call of the provider: " + kills);
    assertThat(kills).isEqualTo(2 * 2 * 5);
  }

  private static PromotionBench begin(Plan plan) {
    var them = new PromotionBench(DATABASE.state(), home);
    plan.before().accept(them);
    return them;
  }

  private static StepAction action(PromotionBench them, String step) {
    return Optional.ofNullable(them.bench.actions.get(step)).orElseThrow();
  }

  private static void failsButIsTakenBack(PromotionBench them, String step) {
    var action = action(them, step);
    Function<StepRun, StepResult> undo = action::undo;
    them.bench.actions.put(
        step,
        new StepAction() {
          @Override
          public StepResult run(StepRun run) {
            return new StepResult.Failed(BROKEN);
          }

          @Override
          public StepResult undo(StepRun run) {
            return undo.apply(run);
          }
        });
  }

  private void kill(PromotionBench them, Operation operation, int step, Moment moment) {
    var name = operation.steps().get(step).name();
    assertThatThrownBy(
            () ->
                them.bench.steps.run(
                    operation.id(), them.bench.actions, StepBench.killAt(name, moment)))
        .as(name + " " + moment)
        .isInstanceOf(StepBench.Killed.class);
    assertThat(them.provider.takingWrites()).hasSizeLessThan(2);
    kills++;
  }

  private static void ends(PromotionBench them, Operation operation, Operation.Status how) {
    assertThat(them.finish(operation).status()).isEqualTo(how);
  }
}
