package dev.cairn.operation;

import dev.cairn.core.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** What one look-and-act of a step came to. */
public sealed interface StepResult {
  /** Of {@link #waitSince}. */
  Duration SHORTEST_WAIT = Duration.ofMillis(100);

  /** Of {@link #waitSince}. */
  Duration LONGEST_WAIT = Duration.ofSeconds(3);

  /** The step's outcome holds. The output is kept and later steps read it. */
  record Done(Map<String, String> output) implements StepResult {
    /** The key of what people read beside the step that is done, where there is more to say. */
    public static final String NOTE = "note";

    public Done {
      output = Map.copyOf(output);
    }
  }

  /** Nothing to do but wait; the step runs again after {@code pause}. Holds no thread. */
  record Wait(Duration pause, String reason) implements StepResult {}

  /** Failed in a way that may pass; runs again after {@code backoff}, the cause on screen. */
  record Retry(Problem cause, Duration backoff) implements StepResult {}

  /** Failed for good: the plan's finished steps are undone in reverse, the operation ends. */
  record Failed(Problem problem) implements StepResult {}

  /** Only a person can see to it: the operation is parked, and a retry runs the step again. */
  record Parked(Problem problem) implements StepResult {}

  /**
   * Waits for what began then: looks again after a twentieth of the time that it took so far, so
   * that what is short is seen at once and what is long costs little.
   */
  static Wait waitSince(Instant begun, String reason) {
    var share = Duration.between(begun, Instant.now()).dividedBy(20);
    var atLeast = share.compareTo(SHORTEST_WAIT) > 0 ? share : SHORTEST_WAIT;
    return new Wait(atLeast.compareTo(LONGEST_WAIT) < 0 ? atLeast : LONGEST_WAIT, reason);
  }

  /** Done, and people should know. */
  static StepResult done(String note) {
    return new Done(Map.of(Done.NOTE, note));
  }

  static StepResult done() {
    return new Done(Map.of());
  }
}
