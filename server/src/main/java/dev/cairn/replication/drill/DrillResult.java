package dev.cairn.replication.drill;

import dev.cairn.core.Bytes;
import dev.cairn.database.DatabaseRef;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * What came of a drill, or has so far.
 *
 * @param operation whose result it is
 * @param finishedAt empty while it runs
 * @param promotion from the wish that the replica takes writes to the first that it took
 * @param total from its begin to its end, with the copy and with the removal
 * @param lag how old what the replica showed was, before; of the real one where the database is one
 * @param missing what it lacked of what its primary had: that would have been lost
 * @param healthy whether the application was, against the promoted one; empty without one, and
 *     where it did not come so far
 * @param reason why it failed; empty where it did not
 */
public record DrillResult(
    UUID operation,
    DatabaseRef database,
    Instant startedAt,
    Optional<Instant> finishedAt,
    Optional<Duration> promotion,
    Optional<Duration> total,
    Optional<Duration> lag,
    Optional<Bytes> missing,
    Optional<Boolean> healthy,
    String reason) {

  public boolean isFinished() {
    return finishedAt.isPresent();
  }

  /** It came to its end, and all was well. */
  public boolean hasSucceeded() {
    return isFinished() && reason.isEmpty();
  }
}
