package dev.cairn.manifest;

import dev.cairn.core.Violation;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** YAML as written: scalars keep their text ({@code 007} stays that), and all know their line. */
sealed interface YamlNode {
  int line();

  /**
   * One value. Nothing behind the colon is an empty one.
   *
   * @param text as written, {@code null} and {@code ~} too
   * @param plain stands without quotes
   */
  record Scalar(String text, boolean plain, int line) implements YamlNode {
    private static final Set<String> NOTHING = Set.of("", "~", "null", "Null", "NULL");

    Scalar(String text, int line) {
      this(text, false, line);
    }

    /** Where a key may be left out, this says the same. */
    boolean isNothing() {
      return plain ? NOTHING.contains(text) : text.isEmpty();
    }
  }

  /** A list. */
  record Sequence(List<YamlNode> items, int line) implements YamlNode {}

  /** Keys with values, in their order. */
  record Mapping(Map<String, YamlNode> entries, int line) implements YamlNode {}

  /**
   * Reads the one document of a text; an empty one is an empty mapping.
   *
   * @param violations where keys that stand twice and the like are reported
   * @throws dev.cairn.core.ProblemException {@code invalid-yaml}
   */
  static YamlNode parse(String yaml, List<Violation> violations) {
    return YamlText.read(yaml, violations);
  }
}
