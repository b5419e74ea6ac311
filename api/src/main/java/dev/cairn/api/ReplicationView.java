package dev.cairn.api;

import java.util.Optional;

/**
 * How far a replica follows its primary, as found when it was asked for.
 *
 * @param state {@code streaming}, {@code catching-up}, {@code broken} (it may follow again by
 *     itself), {@code lost} (its data are copied anew) or {@code diverged} (it has what its primary
 *     never had, and is kept to be looked at until it is rebuilt); {@code promoting} where it does
 *     not follow because one of its family is being promoted
 * @param lagSeconds how old what it shows is; absent where nobody can tell
 * @param behindBytes of what its primary wrote, not replayed yet; absent where one of the two does
 *     not answer
 * @param reason a sentence where it does not follow; else empty
 */
public record ReplicationView(
    String state, Optional<Double> lagSeconds, Optional<Long> behindBytes, String reason) {
  public ReplicationView {
    lagSeconds = Absent.optional(lagSeconds);
    behindBytes = Absent.optional(behindBytes);
  }
}
