package dev.cairn.metrics;

import dev.cairn.core.Bytes;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One minute of a database.
 *
 * @param at the minute's begin
 * @param connections the most that were seen open
 * @param queriesPerSecond on average; for PostgreSQL transactions. Empty in the first minute, and
 *     where the engine began to count anew
 * @param cacheHitRatio from 0 to 1; empty where nothing was read
 * @param used bytes on disk at the end
 * @param storage what it may take
 * @param memory that the data take, where the engine says so
 * @param lagSeconds of a replica: the most that it was behind its primary; empty where it was not
 *     known, and for what is none
 * @param behind of a replica: the most that was written and not replayed yet
 */
public record Minute(
    Instant at,
    int connections,
    int maxConnections,
    OptionalDouble queriesPerSecond,
    OptionalDouble cacheHitRatio,
    Bytes used,
    Bytes storage,
    Optional<Bytes> memory,
    OptionalDouble lagSeconds,
    Optional<Bytes> behind) {}
