package dev.cairn.replication.promotion;

import dev.cairn.operation.StepResult;
import dev.cairn.operation.StepRun;

/** How often a step is tried again that people wait for. */
record Patience(int attempts) {

  static Patience of(int attempts) {
    return new Patience(attempts);
  }

  /** The same, but that the last attempt fails for good. */
  StepResult with(StepResult result, StepRun run) {
    return result instanceof StepResult.Retry(var cause, var _) && run.attempt() + 1 >= attempts
        ? new StepResult.Failed(cause)
        : result;
  }
}
