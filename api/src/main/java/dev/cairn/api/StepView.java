package dev.cairn.api;

import java.time.Instant;
import java.util.Optional;

/**
 * A step of an operation.
 *
 * @param status {@code pending, running, waiting, retrying, done, failed} or {@code undone}
 * @param progress the reason it waits, or how far it is; may be empty
 * @param attempts how often it was begun
 */
public record StepView(
    int position,
    String name,
    String title,
    String status,
    String progress,
    int attempts,
    Optional<Instant> startedAt,
    Optional<Instant> finishedAt) {
  public StepView {
    startedAt = Absent.optional(startedAt);
    finishedAt = Absent.optional(finishedAt);
  }
}
