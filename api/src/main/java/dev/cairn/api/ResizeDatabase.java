package dev.cairn.api;

import java.util.Optional;

/** Asks for another size. Storage only grows. */
public record ResizeDatabase(Optional<String> type, Optional<Integer> storageGib) {
  public ResizeDatabase {
    type = Absent.optional(type);
    storageGib = Absent.optional(storageGib);
  }
}
