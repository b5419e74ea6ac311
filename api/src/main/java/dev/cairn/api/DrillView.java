package dev.cairn.api;

import java.time.Instant;
import java.util.Optional;

/**
 * What came of a drill, or has so far.
 *
 * @param operation the id of the operation whose result it is
 * @param database {@code STACK/STAGE/ENGINE}
 * @param kind {@code promote}
 * @param finishedAt absent while it runs
 * @param promoteSeconds from the wish that the replica takes writes to the first that it took;
 *     absent where it did not come so far
 * @param totalSeconds with the copy and the removal
 * @param lagSeconds how far behind in time the replica was before; absent where nobody can tell
 * @param missingBytes of what its primary had, at most so much would have been lost; likewise
 * @param healthy whether the application was, against the promoted database; absent without one,
 *     and where it did not come so far
 * @param reason why it failed; empty where it did not
 */
public record DrillView(
    String operation,
    String database,
    String kind,
    Instant startedAt,
    Optional<Instant> finishedAt,
    Optional<Double> promoteSeconds,
    Optional<Double> totalSeconds,
    Optional<Double> lagSeconds,
    Optional<Long> missingBytes,
    Optional<Boolean> healthy,
    String reason) {
  public DrillView {
    finishedAt = Absent.optional(finishedAt);
    promoteSeconds = Absent.optional(promoteSeconds);
    totalSeconds = Absent.optional(totalSeconds);
    lagSeconds = Absent.optional(lagSeconds);
    missingBytes = Absent.optional(missingBytes);
    healthy = Absent.optional(healthy);
  }
}
