package dev.cairn.api;

import java.time.Instant;
import java.util.Optional;

/**
 * A database in one minute.
 *
 * @param at the minute's begin
 * @param connections the most that were seen open
 * @param queriesPerSecond on average; for PostgreSQL transactions. Absent where it is not known: in
 *     the first minute, and where the engine began to count anew
 * @param cacheHitRatio from 0 to 1; absent where nothing was read
 * @param memoryBytes that the data take, where the engine says so
 * @param lagSeconds of a replica: the most that it was behind its primary, where that was known
 * @param behindBytes of a replica: the most that was written and not replayed yet
 */
public record FiguresView(
    Instant at,
    int connections,
    int maxConnections,
    Optional<Double> queriesPerSecond,
    Optional<Double> cacheHitRatio,
    long usedBytes,
    long storageBytes,
    Optional<Long> memoryBytes,
    Optional<Double> lagSeconds,
    Optional<Long> behindBytes) {
  public FiguresView {
    queriesPerSecond = Absent.optional(queriesPerSecond);
    cacheHitRatio = Absent.optional(cacheHitRatio);
    memoryBytes = Absent.optional(memoryBytes);
    lagSeconds = Absent.optional(lagSeconds);
    behindBytes = Absent.optional(behindBytes);
  }
}
