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
    var rare = rhythm.untilNextLook(true);
    var close = rhythm.untilNextLook(false);
    assertThat(close).isLessThan(rare);

    var operation = bench.open("notes/looks", "dig");
    assertThat(rhythm.untilNextLook(true)).isEqualTo(close);

    bench.finish(operation.id(), Map.of("dig", run -> StepResult.done()));
    assertThat(rhythm.untilNextLook(true)).isEqualTo(rare);
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
