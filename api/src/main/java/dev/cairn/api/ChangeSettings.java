package dev.cairn.api;

import java.util.Map;
import java.util.Optional;

/**
 * Asks for other settings of a database's engine.
 *
 * @param settings by name; an empty value goes back to what the instance type gives
 * @param createDatabases whether the application's user may create databases; absent where that
 *     stays as it is
 */
public record ChangeSettings(Map<String, String> settings, Optional<Boolean> createDatabases) {
  public ChangeSettings {
    settings = Absent.map(settings);
    createDatabases = Absent.optional(createDatabases);
  }
}
