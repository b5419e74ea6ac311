package dev.cairn.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.db.TestDatabase;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RhythmTest {
  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  private final StepBench bench = new StepBench(DATABASE.state());
  private final Rhythm rhythm = bench.operations().rhythm();

  @Test
  void looksAreCloseWhileAnOperationIsOpenAndRareAfterwards() {
    var rare = rhythm.after(() -> true);
    var close = rhythm.after(() -> false);
    assertThat(close).isLessThan(rare);

    var operation = bench.open("notes/looks", "dig");
    assertThat(rhythm.after(() -> true)).isEqualTo(close);

    bench.finish(operation.id(), Map.of("dig", run -> StepResult.done()));
    assertThat(rhythm.after(() -> true)).isEqualTo(rare);
  }

  @Test
  void whatEndsDuringALookIsLookedForShortlyAfter() {
    var close = rhythm.after(() -> false);
    var operation = bench.open("notes/during", "dig");
    assertThat(
            rhythm.after(
                () -> {
                  bench.finish(operation.id(), Map.of("dig", run -> StepResult.done()));
                  return true;
                }))
        .isEqualTo(close);
    assertThat(rhythm.after(() -> true)).isGreaterThan(close);
  }

  @Test
  void whoWatchesIsToldWhenAnOperationBegins() {
    var told = new Semaphore(0);
    rhythm.onDue(told::release);
    var operation = bench.open("notes/told", "dig");
    assertThat(told.availablePermits()).isOne();

    bench.finish(operation.id(), Map.of("dig", run -> StepResult.done()));
  }
}
