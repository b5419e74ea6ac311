package dev.cairn.database;

import dev.cairn.core.Bytes;
import java.util.Optional;

/**
 * What should change about a database. Storage only grows.
 *
 * @param tuning what it gets besides, in the same go
 */
public record ResizeSpec(
    Optional<String> type, Optional<Bytes> storage, Optional<TuningSpec> tuning) {

  /** The size alone. */
  public ResizeSpec(Optional<String> type, Optional<Bytes> storage) {
    this(type, storage, Optional.empty());
  }
}
