package dev.cairn.provider;

import dev.cairn.core.Bytes;
import java.util.Optional;

/**
 * What an engine counts of itself. Counters begin anew when the engine does.
 *
 * @param connections open now, those of applications and tools; Cairn's own are not counted
 * @param queries ever begun; for PostgreSQL transactions, as it counts no queries by itself
 * @param cacheHits reads answered from memory; for Redis keys that were found
 * @param cacheMisses reads that went to disk; for Redis keys that were not found
 * @param memory that the data take; where the engine says so
 */
public record Statistics(
    int connections,
    int maxConnections,
    long queries,
    long cacheHits,
    long cacheMisses,
    Optional<Bytes> memory) {}
