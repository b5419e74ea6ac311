package dev.cairn.service;

import dev.cairn.db.Json;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** A {@link ServiceSpec} as it stands in a {@code jsonb} column: its keys and their texts. */
final class SpecJson {
  private SpecJson() {}

  static String write(ServiceSpec spec) {
    return Json.write(ServiceKeys.texts(spec));
  }

  static ServiceSpec read(String json) {
    var texts = Json.readStrings(json);
    return ServiceKeys.stored(texts.containsKey("kind") ? translated(texts) : texts);
  }

  /** Written by a Cairn that kept the kind of source apart. */
  private static Map<String, String> translated(Map<String, String> flat) {
    var texts = new HashMap<>(flat);
    var kind = flat.getOrDefault("kind", "");
    var source = flat.getOrDefault("source", "");
    texts.remove("source");
    texts.computeIfPresent("runtime", (key, word) -> word.toLowerCase(Locale.ROOT));
    switch (kind) {
      case "directory" -> texts.put("source", source);
      case "git" -> texts.put("git", source + "#" + flat.getOrDefault("ref", ""));
      case "image" -> texts.put("image", source);
      default -> throw new IllegalStateException("unknown kind of source " + kind);
    }
    return texts;
  }
}
