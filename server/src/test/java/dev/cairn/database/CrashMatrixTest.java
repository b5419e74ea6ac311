package dev.cairn.database;

import static dev.cairn.database.DatabaseBench.ANNA;
import static dev.cairn.database.DatabaseBench.grow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.core.Bytes;
import dev.cairn.db.TestDatabase;
import dev.cairn.operation.CrashPoint.Moment;
import dev.cairn.operation.Operation;
import dev.cairn.operation.StepBench;
import java.nio.file.Path;
import java.util.List;
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
        bench -> bench.databases.remove(ANNA, bench.ref, true, Optional.empty()),
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
    System.out.println("Killed and run again with exactly one result: " + kills);
    assertThat(kills).isEqualTo(2 * (3 + 2 + 3 + 2));
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
