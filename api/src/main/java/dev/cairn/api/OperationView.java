package dev.cairn.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One thing somebody asked for, with its steps, its progress and its outcome.
 *
 * @param status {@code open, undoing, succeeded, failed, cancelled} or {@code needs-attention}
 * @param cancelRequested whether it was asked to stop; where it succeeded, that came too late
 */
public record OperationView(
    String id,
    String url,
    String kind,
    String target,
    String title,
    String actor,
    String status,
    boolean cancelRequested,
    Instant createdAt,
    Optional<Instant> finishedAt,
    Optional<ProblemView> problem,
    List<StepView> steps) {
  public OperationView {
    finishedAt = Absent.optional(finishedAt);
    problem = Absent.optional(problem);
    steps = Absent.list(steps);
  }

  /** Whether it came to its end, good or bad. */
  public boolean hasFinished() {
    return finishedAt.isPresent();
  }

  public boolean hasSucceeded() {
    return status.equals("succeeded");
  }

  /** Whether it was asked to stop when what it did could not be taken back any more. */
  public boolean isCancelledTooLate() {
    return cancelRequested && hasSucceeded();
  }
}
