package dev.cairn.database;

import dev.cairn.engine.Tuning;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What should change about a database beyond its type.
 *
 * @param settings by name; an empty value goes back to what the type gives
 * @param added extensions
 * @param removed extensions
 * @param createsDatabases empty where that stays as it is
 */
public record TuningSpec(
    Map<String, String> settings,
    List<String> added,
    List<String> removed,
    Optional<Boolean> createsDatabases) {

  public static TuningSpec ofSettings(
      Map<String, String> settings, Optional<Boolean> createsDatabases) {
    return new TuningSpec(settings, List.of(), List.of(), createsDatabases);
  }

  public static TuningSpec adding(String extension) {
    return new TuningSpec(Map.of(), List.of(extension), List.of(), Optional.empty());
  }

  public static TuningSpec removing(String extension) {
    return new TuningSpec(Map.of(), List.of(), List.of(extension), Optional.empty());
  }

  /** Nothing changes. */
  public static final TuningSpec NONE =
      new TuningSpec(Map.of(), List.of(), List.of(), Optional.empty());

  public boolean isEmpty() {
    return equals(NONE);
  }

  /** What comes of it where {@code before} was. */
  Tuning after(Tuning before) {
    var changes = new HashMap<String, Optional<String>>();
    settings.forEach(
        (name, value) -> changes.put(name, Optional.of(value).filter(it -> !it.isEmpty())));
    var extensions = new ArrayList<>(before.extensions());
    extensions.addAll(added);
    extensions.removeAll(removed);
    return before
        .with(changes)
        .with(extensions)
        .creating(createsDatabases.orElse(before.createsDatabases()));
  }
}
