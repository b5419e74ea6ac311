package dev.cairn.operation;

import java.time.Duration;

/** What the loop does after a turn. */
sealed interface Next {
  /**
   * Another turn at once.
   *
   * @param begun whether the next step's beginning is recorded already
   */
  record Again(Operation operation, boolean begun) implements Next {}

  record Later(Duration pause) implements Next {}

  record End() implements Next {}
}
