package dev.cairn.database;

import dev.cairn.core.Bytes;
import java.util.Optional;

/** A database as asked for; what is left out takes the default. */
public record DatabaseSpec(
    DatabaseRef ref,
    Optional<String> version,
    Optional<String> type,
    Optional<Bytes> storage,
    Optional<String> fromBackup) {

  /** For databases whose storage nobody names. */
  public static final Bytes DEFAULT_STORAGE = Bytes.ofGib(10);
}
