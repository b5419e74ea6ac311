package dev.cairn.operation;

import dev.cairn.core.Problem;
import java.time.Duration;

/** What is said of a step that breaks, and how long it is left alone. */
final class StepFailure {
  /** A step that broke that many times is not tried again. */
  static final int MOST_ERRORS = 5;

  private static final Duration FIRST_BACKOFF = Duration.ofMillis(500);

  private StepFailure() {}

  static Duration backoff(int attempt) {
    return FIRST_BACKOFF.multipliedBy(1L << Math.min(attempt, 6));
  }

  static Problem unknownStep(Operation.Step step) {
    return Problem.failed(
        "unknown-step",
        "This release of Cairn does not know the step \"" + step.name() + "\".",
        "It comes from another release: run that one to finish the operation, then retry it here.");
  }

  static Problem internalError(Operation operation, Operation.Step step, RuntimeException e) {
    return Problem.failed(
        "internal-error",
        "The step \""
            + step.title()
            + "\" broke unexpectedly ("
            + e.getClass().getSimpleName()
            + ").",
        "The server's log has the details under operation "
            + operation.id()
            + ". Retry it with cairn op retry "
            + operation.id()
            + ".");
  }
}
