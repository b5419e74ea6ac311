package dev.cairn.service;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What of a service becomes otherwise, key by key, in the words of {@link ServiceKeys}. Pure. */
public final class SpecChanges {
  private static final String NONE = "none";

  private SpecChanges() {}

  private record Change(String key, String before, String after) {}

  /** For the record of changes: the keys, and {@code key.before}; all keys of a new one. */
  static Map<String, String> details(Optional<ServiceSpec> before, ServiceSpec after) {
    if (before.isEmpty()) {
      return new TreeMap<>(ServiceKeys.texts(after));
    }
    var all = new TreeMap<String, String>();
    for (var change : changes(before.get(), after)) {
      all.put(change.key(), change.after());
      all.put(change.key() + ".before", change.before());
    }
    return all;
  }

  /** For a dry run: {@code port 8000 → 9000, memory none → 512m}. */
  public static String sentence(ServiceSpec before, ServiceSpec after) {
    return changes(before, after).stream()
        .map(it -> it.key() + " " + oneLine(it.before()) + " → " + oneLine(it.after()))
        .collect(Collectors.joining(", "));
  }

  private static List<Change> changes(ServiceSpec before, ServiceSpec after) {
    var earlier = ServiceKeys.texts(before);
    var now = ServiceKeys.texts(after);
    return ServiceKeys.NAMES.stream()
        .filter(key -> !Objects.equals(now.get(key), earlier.get(key)))
        .map(key -> new Change(key, earlier.getOrDefault(key, NONE), now.getOrDefault(key, NONE)))
        .toList();
  }

  private static String oneLine(String text) {
    return text.lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .collect(Collectors.joining("; "));
  }
}
