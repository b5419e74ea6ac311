package dev.cairn.api;

import java.util.Optional;

/**
 * Asks for a database; what is left out takes the engine's default.
 *
 * @param fromBackup name of the final backup to bring back
 */
public record AddDatabase(
    String engine,
    Optional<String> version,
    Optional<String> type,
    Optional<Integer> storageGib,
    Optional<String> fromBackup) {
  public AddDatabase {
    version = Absent.optional(version);
    type = Absent.optional(type);
    storageGib = Absent.optional(storageGib);
    fromBackup = Absent.optional(fromBackup);
  }
}
