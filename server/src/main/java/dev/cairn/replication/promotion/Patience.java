package dev.cairn.replication.promotion;

import dev.cairn.operation.Operation;
import dev.cairn.operation.StepResult;
import dev.cairn.operation.StepRun;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How often a step is tried again that people wait for, and for how long: of a server that hangs,
 * one attempt may take half a minute.
 */
record Patience(int attempts, Optional<Duration> time) {

  static Patience of(int attempts) {
    return new Patience(attempts, Optional.empty());
  }

  Patience within(Duration most) {
    return new Patience(attempts, Optional.of(most));
  }

  /** The same, but that the last attempt fails for good. */
  StepResult with(StepResult result, StepRun run) {
    return result instanceof StepResult.Retry(var cause, var _)
            && (run.attempt() + 1 >= attempts || isOver(run))
        ? new StepResult.Failed(cause)
        : result;
  }

  private boolean isOver(StepRun run) {
    var began =
        run.operation().steps().stream()
            .filter(step -> step.status() == Operation.StepStatus.RUNNING)
            .findFirst()
            .flatMap(Operation.Step::startedAt);
    return time.isPresent()
        && began.filter(it -> it.plus(time.get()).isBefore(Instant.now())).isPresent();
  }
}
