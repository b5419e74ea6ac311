package dev.cairn.manifest;

import dev.cairn.core.Problem;
import dev.cairn.core.Violation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.dataformat.yaml.YAMLFactory;

/** YAML as written: scalars keep their text ({@code 007} stays that), and all know their line. */
sealed interface YamlNode {
  int line();

  /** One value. Nothing behind the colon is an empty one. */
  record Scalar(String text, int line) implements YamlNode {}

  /** A list. */
  record Sequence(List<YamlNode> items, int line) implements YamlNode {}

  /** Keys with values, in their order. */
  record Mapping(Map<String, YamlNode> entries, int line) implements YamlNode {}

  /**
   * Reads the first document of a text; an empty one is an empty mapping.
   *
   * @param violations where keys that stand twice are reported
   * @throws dev.cairn.core.ProblemException {@code invalid-yaml}
   */
  static YamlNode parse(String yaml, List<Violation> violations) {
    try (var parser = new YAMLFactory().createParser(ObjectReadContext.empty(), yaml)) {
      return parser.nextToken() == null ? new Mapping(Map.of(), 1) : read(parser, "", violations);
    } catch (JacksonException e) {
      var where = e.getLocation() == null ? "" : "line " + e.getLocation().getLineNr() + ": ";
      var why = String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("");
      throw Problem.invalid(
              "invalid-yaml",
              "cairn.yaml is no YAML: " + where + why + ".",
              "Indent with spaces, and put texts with special characters in quotes.")
          .withViolations(List.of(new Violation("", where + why)))
          .toException(e);
    }
  }

  private static YamlNode read(JsonParser parser, String path, List<Violation> violations) {
    int line = parser.currentTokenLocation().getLineNr();
    var token = parser.currentToken();
    if (token == JsonToken.START_OBJECT) {
      var entries = new LinkedHashMap<String, YamlNode>();
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        var key = parser.currentName();
        var at = path.isEmpty() ? key : path + "." + key;
        int keyLine = parser.currentTokenLocation().getLineNr();
        parser.nextToken();
        if (entries.put(key, read(parser, at, violations)) != null) {
          violations.add(new Violation(at, "line " + keyLine + ": this key stands twice"));
        }
      }
      return new Mapping(entries, line);
    }
    if (token == JsonToken.START_ARRAY) {
      var items = new ArrayList<YamlNode>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        items.add(read(parser, path + "[" + items.size() + "]", violations));
      }
      return new Sequence(items, line);
    }
    return new Scalar(token == JsonToken.VALUE_NULL ? "" : parser.getString(), line);
  }
}
