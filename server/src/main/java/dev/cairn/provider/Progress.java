package dev.cairn.provider;

import dev.cairn.core.Problem;
import java.time.Duration;
import java.util.Optional;

/** How far a provider is with what it was asked for. */
public sealed interface Progress {
  /**
   * It is as wanted.
   *
   * @param note what people should know besides
   */
  record Ready(Optional<String> note) implements Progress {}

  record InProgress(String reason, Duration askAgainAfter) implements Progress {}

  /** May pass: ask again after {@code backoff}. */
  record Unsettled(Problem cause, Duration backoff) implements Progress {}

  record Failed(Problem problem) implements Progress {}

  static Progress ready() {
    return new Ready(Optional.empty());
  }
}
