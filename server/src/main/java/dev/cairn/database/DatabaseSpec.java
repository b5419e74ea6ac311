package dev.cairn.database;

import dev.cairn.core.Bytes;
import java.util.Optional;

/**
 * A database as asked for; what is left out takes the default.
 *
 * @param cacheOnly Redis without persistence: faster, and it may forget
 * @param tuning what it has beyond its type; empty for what its backup had, or nothing
 */
public record DatabaseSpec(
    DatabaseRef ref,
    Optional<String> version,
    Optional<String> type,
    Optional<Bytes> storage,
    boolean cacheOnly,
    Optional<String> fromBackup,
    Optional<TuningSpec> tuning) {

  /** As its type gives it, or its backup was. */
  public DatabaseSpec(
      DatabaseRef ref,
      Optional<String> version,
      Optional<String> type,
      Optional<Bytes> storage,
      boolean cacheOnly,
      Optional<String> fromBackup) {
    this(ref, version, type, storage, cacheOnly, fromBackup, Optional.empty());
  }

  /** For databases whose storage nobody names. */
  public static final Bytes DEFAULT_STORAGE = Bytes.ofGib(10);

  /** All defaults. */
  public static DatabaseSpec of(DatabaseRef ref) {
    return new DatabaseSpec(
        ref, Optional.empty(), Optional.empty(), Optional.empty(), false, Optional.empty());
  }
}
