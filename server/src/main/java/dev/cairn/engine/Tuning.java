package dev.cairn.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a database has beyond what its instance type gives. Checked by whoever makes one of what
 * people write; see {@link Catalogue}.
 *
 * @param settings of the engine that people chose, by name
 * @param extensions of PostgreSQL that Cairn put into the application's database, by name
 * @param createsDatabases whether the application's user may create databases of its own
 */
public record Tuning(
    Map<String, String> settings, List<String> extensions, boolean createsDatabases) {

  /** All as the instance type gives it. */
  public static final Tuning NONE = new Tuning(Map.of(), List.of(), false);

  private static final String SETTING = "setting ";
  private static final String EXTENSION = "extension ";
  private static final String CREATES = "creates databases";

  public Tuning {
    settings = java.util.Collections.unmodifiableMap(new TreeMap<>(settings));
    extensions = List.copyOf(new TreeSet<>(extensions));
  }

  /** How it is written down: a line each; empty for none. */
  public String text() {
    var text = new StringBuilder();
    settings.forEach(
        (name, value) -> text.append(SETTING).append(name).append(' ').append(value).append('\n'));
    extensions.forEach(name -> text.append(EXTENSION).append(name).append('\n'));
    if (createsDatabases) {
      text.append(CREATES).append('\n');
    }
    return text.toString();
  }

  /** From {@link #text}. */
  public static Tuning of(String text) {
    var settings = new LinkedHashMap<String, String>();
    var extensions = new ArrayList<String>();
    boolean creates = false;
    for (var line : text.lines().toList()) {
      if (line.startsWith(SETTING)) {
        var pair = line.substring(SETTING.length()).split(" ", 2);
        settings.put(pair[0], pair.length > 1 ? pair[1] : "");
      } else if (line.startsWith(EXTENSION)) {
        extensions.add(line.substring(EXTENSION.length()));
      } else if (line.equals(CREATES)) {
        creates = true;
      } else {
        throw new IllegalArgumentException("no line of a tuning: " + line);
      }
    }
    return new Tuning(settings, extensions, creates);
  }

  /** With other settings: an empty value takes one back. */
  public Tuning with(Map<String, Optional<String>> changes) {
    var all = new TreeMap<>(settings);
    changes.forEach(
        (name, value) -> value.ifPresentOrElse(it -> all.put(name, it), () -> all.remove(name)));
    return new Tuning(all, extensions, createsDatabases);
  }

  public Tuning with(List<String> newExtensions) {
    return new Tuning(settings, newExtensions, createsDatabases);
  }

  public Tuning creating(boolean databases) {
    return new Tuning(settings, extensions, databases);
  }
}
