package dev.cairn.replication.promotion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.core.Problem;
import dev.cairn.operation.Operation;
import dev.cairn.operation.StepResult;
import dev.cairn.operation.StepRun;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** When a step of a promotion is tried no more. */
class PatienceTest {
  private static final Problem HANGS = Problem.unavailable("hangs", "It does not answer.", "Wait.");
  private static final StepResult AGAIN = new StepResult.Retry(HANGS, Duration.ofMillis(100));
  private static final Patience PATIENCE = Patience.of(3).within(Duration.ofMinutes(10));

  private record Begun(Operation operation, int attempt) implements StepRun {

    static Begun ago(Duration time, int attempt) {
      var step =
          new Operation.Step(
              0,
              "compare-replica",
              "",
              Operation.StepStatus.RUNNING,
              "",
              attempt + 1,
              Map.of(),
              Optional.of(Instant.now().minus(time)),
              Optional.empty(),
              false);
      return new Begun(
          new Operation(
              UUID.randomUUID(),
              "promote-database",
              "shop/eu/postgres",
              "",
              "anna",
              Operation.Status.OPEN,
              Map.of(),
              List.of(step),
              Optional.empty(),
              false,
              false,
              List.of(),
              Instant.now(),
              Optional.empty()),
          attempt);
    }

    @Override
    public Map<String, String> outputs() {
      return Map.of();
    }

    @Override
    public void progress(String line) {}

    @Override
    public boolean cancelRequested() {
      return false;
    }
  }

  @Test
  void goesOnWhileThereAreAttemptsAndTime() {
    assertThat(PATIENCE.with(AGAIN, Begun.ago(Duration.ZERO, 1))).isEqualTo(AGAIN);
  }

  @Test
  void lastAttemptFails() {
    assertThat(PATIENCE.with(AGAIN, Begun.ago(Duration.ZERO, 2)))
        .isEqualTo(new StepResult.Failed(HANGS));
  }

  @Test
  void fewAttemptsThatTookLongFail() {
    assertThat(PATIENCE.with(AGAIN, Begun.ago(Duration.ofHours(1), 0)))
        .isEqualTo(new StepResult.Failed(HANGS));
    assertThat(PATIENCE.with(StepResult.done(), Begun.ago(Duration.ofHours(1), 0)))
        .isEqualTo(StepResult.done());
    assertThat(Patience.of(3).with(AGAIN, Begun.ago(Duration.ofHours(1), 0))).isEqualTo(AGAIN);
  }
}
