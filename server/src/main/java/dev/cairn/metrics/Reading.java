package dev.cairn.metrics;

import dev.cairn.core.Bytes;
import dev.cairn.database.Database;
import dev.cairn.provider.Observed;
import dev.cairn.provider.Statistics;
import java.time.Instant;
import java.util.Optional;

/**
 * What one look at a database found.
 *
 * @param statistics empty where the engine does not answer
 */
public record Reading(
    Instant at, boolean writable, Bytes used, Bytes storage, Optional<Statistics> statistics) {

  static Reading of(
      Instant at, Database database, Observed found, Optional<Statistics> statistics) {
    boolean runs = found.state() == Observed.State.RUNNING;
    return new Reading(
        at,
        runs && found.writable(),
        found.used(),
        database.storage(),
        runs ? statistics : Optional.empty());
  }

  /** Whether it answers. */
  public boolean up() {
    return statistics.isPresent();
  }
}
