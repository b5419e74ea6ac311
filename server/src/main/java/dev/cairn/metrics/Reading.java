package dev.cairn.metrics;

import dev.cairn.core.Bytes;
import dev.cairn.database.Database;
import dev.cairn.provider.Observed;
import dev.cairn.provider.ReplicaStatus;
import dev.cairn.provider.Statistics;
import java.time.Instant;
import java.util.Optional;

/**
 * What one look at a database found.
 *
 * @param statistics empty where the engine does not answer
 * @param replica how far it is behind its primary; empty for what is no replica
 */
public record Reading(
    Instant at,
    boolean writable,
    Bytes used,
    Bytes storage,
    Optional<Statistics> statistics,
    Optional<ReplicaStatus> replica) {

  static Reading of(
      Instant at,
      Database database,
      Observed found,
      Optional<Statistics> statistics,
      Optional<ReplicaStatus> replica) {
    boolean runs = found.state() == Observed.State.RUNNING;
    return new Reading(
        at,
        runs && found.writable(),
        found.used(),
        database.storage(),
        runs ? statistics : Optional.empty(),
        replica);
  }

  /** Whether it answers. */
  public boolean up() {
    return statistics.isPresent();
  }
}
