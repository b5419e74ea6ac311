package dev.cairn.operation;

import dev.cairn.core.Problem;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * One thing somebody asked for, with its steps, its progress and its outcome.
 *
 * @param kind the plan's kind, for example {@code add-database}
 * @param target what it is about: {@code STACK/STAGE/ENGINE}, {@code STACK/STAGE/ENGINE/reader},
 *     {@code STACK/STAGE} or {@code STACK}
 * @param input what the plan's steps need to know; never a secret
 * @param also other targets that it holds
 * @param cancelRequested whether somebody wants it to stop, also where that came too late
 * @param undoing whether it turned round, also where that is parked or has ended
 */
public record Operation(
    UUID id,
    String kind,
    String target,
    String title,
    String actor,
    Status status,
    Map<String, String> input,
    List<Step> steps,
    Optional<Problem> problem,
    boolean cancelRequested,
    boolean undoing,
    List<String> also,
    Instant createdAt,
    Optional<Instant> finishedAt) {
  /** In the input of one that turned round, and went on as that could not be done. */
  private static final String CANCELLED = "cancelled";

  /** Where an operation is. */
  public enum Status {
    OPEN,
    UNDOING,
    SUCCEEDED,
    FAILED,
    CANCELLED,
    /** Parked: a person must look. Stays open: no other operation on its target. */
    NEEDS_ATTENTION;

    public boolean isFinished() {
      return this == SUCCEEDED || this == FAILED || this == CANCELLED;
    }
  }

  /** A step as the user sees it. */
  public record Step(
      int position,
      String name,
      String title,
      StepStatus status,
      String progress,
      int attempts,
      Map<String, String> output,
      Optional<Instant> startedAt,
      Optional<Instant> finishedAt,
      boolean noReturn) {}

  /** Where a step is. */
  public enum StepStatus {
    PENDING,
    RUNNING,
    WAITING,
    RETRYING,
    DONE,
    FAILED,
    UNDONE
  }

  public Operation {
    input = Map.copyOf(input);
    steps = List.copyOf(steps);
    also = List.copyOf(also);
  }

  /** Whether it only goes forward from now on. */
  public boolean isPastReturn() {
    return steps.stream().anyMatch(step -> step.noReturn() && step.status() == StepStatus.DONE);
  }

  /** Whether somebody wants it to stop, and it can. */
  public boolean isCancelling() {
    return cancelRequested && !isPastReturn();
  }

  /** Whether somebody wanted it to stop while what cannot be taken back was done. */
  public boolean isCancelledTooLate() {
    return cancelRequested
        ? isPastReturn() || status == Status.SUCCEEDED
        : input.containsKey(CANCELLED) && isPastReturn();
  }

  /**
   * Whether it turns round now, as somebody wants. Not where a step of no return was broken off:
   * only running it again tells whether it was done.
   */
  boolean turnsRound() {
    return isCancelling()
        && steps.stream().noneMatch(step -> step.noReturn() && step.status() == StepStatus.RUNNING);
  }
}
