package dev.cairn.provider;

import dev.cairn.core.Bytes;
import java.time.Instant;

/** A final backup: all data of a removed database, good for the same engine and version. */
public record Backup(
    String name,
    String engine,
    String version,
    String origin,
    String database,
    Bytes size,
    Instant createdAt) {}
