package dev.cairn.api;

import java.util.Optional;

/**
 * One that follows a primary.
 *
 * @param database {@code STACK/STAGE/ENGINE}
 * @param state as in {@link ReplicationView}; {@code creating} until it is made
 * @param lagSeconds how old what it shows is; absent where nobody can tell
 * @param behindBytes of what its primary wrote, not replayed yet; absent where one of the two does
 *     not answer
 */
public record ReplicaView(
    String database, String state, Optional<Double> lagSeconds, Optional<Long> behindBytes) {
  public ReplicaView {
    lagSeconds = Absent.optional(lagSeconds);
    behindBytes = Absent.optional(behindBytes);
  }
}
