package dev.cairn.api;

import java.time.Instant;

/**
 * The final backup of a removed database.
 *
 * @param origin the database that it was, as {@code STACK/STAGE/ENGINE}
 */
public record BackupView(
    String name,
    String engine,
    String version,
    String origin,
    String database,
    long sizeBytes,
    Instant createdAt) {}
