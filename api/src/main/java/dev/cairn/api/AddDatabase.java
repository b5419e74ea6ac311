package dev.cairn.api;

import java.util.Map;
import java.util.Optional;

/**
 * Asks for a database; what is left out takes the engine's default.
 *
 * @param cacheOnly for Redis: without persistence, so that it may forget
 * @param fromBackup name of the final backup to bring back
 * @param settings of the engine, by name
 * @param createDatabases whether the application's user may create databases
 * @param replicaOf {@code STACK/STAGE/ENGINE} of the primary that it is to follow, all but type and
 *     storage of which it has then
 */
public record AddDatabase(
    String engine,
    Optional<String> version,
    Optional<String> type,
    Optional<Integer> storageGib,
    Optional<Boolean> cacheOnly,
    Optional<String> fromBackup,
    Map<String, String> settings,
    Optional<Boolean> createDatabases,
    Optional<String> replicaOf) {

  /** With the settings that its type gives it, or its backup had. */
  public AddDatabase(
      String engine,
      Optional<String> version,
      Optional<String> type,
      Optional<Integer> storageGib,
      Optional<Boolean> cacheOnly,
      Optional<String> fromBackup) {
    this(
        engine,
        version,
        type,
        storageGib,
        cacheOnly,
        fromBackup,
        Map.of(),
        Optional.empty(),
        Optional.empty());
  }

  /** All defaults. */
  public static AddDatabase of(String engine) {
    return new AddDatabase(
        engine,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** A replica, sized as its primary. */
  public static AddDatabase replica(String engine, String replicaOf) {
    return new AddDatabase(
        engine,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        Optional.empty(),
        Optional.of(replicaOf));
  }

  public AddDatabase {
    version = Absent.optional(version);
    type = Absent.optional(type);
    storageGib = Absent.optional(storageGib);
    cacheOnly = Absent.optional(cacheOnly);
    fromBackup = Absent.optional(fromBackup);
    settings = Absent.map(settings);
    createDatabases = Absent.optional(createDatabases);
    replicaOf = Absent.optional(replicaOf);
  }
}
