package dev.cairn.database;

import static dev.cairn.database.DatabaseBench.ANNA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.core.Problem;
import dev.cairn.db.TestDatabase;
import dev.cairn.operation.CrashPoint;
import dev.cairn.operation.CrashPoint.Moment;
import dev.cairn.operation.Operation;
import dev.cairn.operation.StepBench;
import dev.cairn.operation.StepResult;
import dev.cairn.provider.DatabaseInstance;
import dev.cairn.replication.plan.PromotionDrill;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Killed around every step of a drill, and run again: nothing of it is left but one result. */
class DrillCrashMatrixTest {
  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();
  @TempDir static Path home;

  private int kills;

  /** A family, its drill not begun, and what is there before. */
  private static final class Try {
    final DatabaseBench bench = new DatabaseBench(DATABASE.state(), home);
    final DatabaseRef ref;
    final List<DatabaseInstance> before;
    final Operation operation;

    Try(boolean ofReplica) {
      bench.added();
      ref = ofReplica ? bench.followed().ref() : bench.ref;
      bench.drilled.deploy();
      before = bench.provider.instances();
      operation = bench.drills.promote(ANNA, ref, Optional.empty());
    }

    void holds(boolean succeeded) {
      assertThat(bench.provider.instances()).containsExactlyInAnyOrderElementsOf(before);
      before.forEach(it -> assertThat(bench.provider.start(it.id())).isEqualTo(1));
      assertThat(bench.drilled.running()).isEmpty();
      var results = bench.drills.list(ref);
      assertThat(results).hasSize(1);
      assertThat(results.getFirst().isFinished()).isTrue();
      assertThat(results.getFirst().hasSucceeded()).isEqualTo(succeeded);
    }
  }

  @Test
  void nothingOfADrillOutlivesADeathAroundAnyStep() {
    for (boolean ofReplica : new boolean[] {false, true}) {
      int steps = 6;
      for (int step = 0; step < steps; step++) {
        for (var moment : List.of(Moment.BEFORE_EFFECT, Moment.AFTER_EFFECT)) {
          forward(new Try(ofReplica), step, moment);
        }
        for (var moment : List.of(Moment.BEFORE_UNDO, Moment.AFTER_UNDO)) {
          back(new Try(ofReplica), step, moment);
        }
      }
      for (boolean told : new boolean[] {false, true}) {
        for (int call = 1; call <= 7; call++) {
          atACall(new Try(ofReplica), call, told);
        }
      }
    }
    System.out.println("Drills killed, run again, with nothing left but one result: " + kills);
    assertThat(kills).isEqualTo(2 * (6 * 2 + 6 * 2 + 7 * 2));
  }

  private void forward(Try it, int step, Moment moment) {
    var name = it.operation.steps().get(step).name();
    dies(it, StepBench.killAt(name, moment));
    assertThat(it.bench.finish(it.operation).status())
        .as(name + " " + moment)
        .isEqualTo(Operation.Status.SUCCEEDED);
    it.holds(true);
    kills++;
  }

  private void back(Try it, int step, Moment moment) {
    it.bench.actions.put(
        PromotionDrill.REMOVE,
        run -> new StepResult.Failed(Problem.failed("on-command", "It failed.", "")));
    var name = it.operation.steps().get(step).name();
    dies(it, StepBench.killAt(name, moment));
    assertThat(it.bench.finish(it.operation).status())
        .as(name + " " + moment)
        .isEqualTo(Operation.Status.FAILED);
    it.holds(false);
    kills++;
  }

  private void atACall(Try it, int call, boolean told) {
    it.bench.provider.dieAt(call, told, () -> new StepBench.Killed("at a call"));
    dies(it, (at, when) -> {});
    assertThat(it.bench.finish(it.operation).status())
        .as("call " + call + " " + told)
        .isEqualTo(Operation.Status.SUCCEEDED);
    it.holds(true);
    kills++;
  }

  private static void dies(Try it, CrashPoint crash) {
    assertThatThrownBy(
            () -> {
              while (it.bench.steps.run(it.operation.id(), it.bench.actions, crash).isPresent()) {
                // It waits for its application: looked at again.
              }
            })
        .isInstanceOf(StepBench.Killed.class);
  }
}
