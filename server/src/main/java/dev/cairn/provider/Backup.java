package dev.cairn.provider;

import dev.cairn.core.Bytes;
import dev.cairn.engine.Tuning;
import java.time.Instant;

/**
 * A final backup: all data of a removed database, good for the same engine and version.
 *
 * @param tuning what that database had beyond what its type gave
 */
public record Backup(
    String name,
    String engine,
    String version,
    String origin,
    String database,
    Bytes size,
    Instant createdAt,
    Tuning tuning) {

  /** Of a database that was as its type gave it. */
  public Backup(
      String name,
      String engine,
      String version,
      String origin,
      String database,
      Bytes size,
      Instant createdAt) {
    this(name, engine, version, origin, database, size, createdAt, Tuning.NONE);
  }
}
