package dev.cairn.manifest;

import dev.cairn.core.FirstViolations;
import dev.cairn.core.Suggestions;
import dev.cairn.core.Violation;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The keys of one mapping: those asked for are known, any other is a mistake to be told. */
final class YamlFields {
  private final String path;
  private final Map<String, YamlNode> entries;
  private final List<Violation> violations;
  private final Set<String> known = new LinkedHashSet<>();

  private YamlFields(String path, Map<String, YamlNode> entries, List<Violation> violations) {
    this.path = path;
    this.entries = entries;
    this.violations = violations;
  }

  /** Of something that should be a mapping; where it is none, that is told and there are none. */
  static YamlFields of(String path, YamlNode node, List<Violation> violations) {
    if (node instanceof YamlNode.Mapping mapping) {
      return new YamlFields(path, mapping.entries(), violations);
    }
    violations.add(
        new Violation(path, "line " + node.line() + ": should be a map of keys and values"));
    return new YamlFields(path, Map.of(), violations);
  }

  String at(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  Optional<YamlNode> node(String key) {
    known.add(key);
    return Optional.ofNullable(entries.get(key));
  }

  /** One value; empty where the key is missing or nothing stands behind it. */
  Optional<YamlNode.Scalar> scalar(String key) {
    return node(key)
        .flatMap(
            node -> {
              if (node instanceof YamlNode.Scalar scalar) {
                return Optional.of(scalar).filter(it -> !it.isNothing());
              }
              wrong(key, node, "should be one value");
              return Optional.empty();
            });
  }

  Optional<String> text(String key) {
    return scalar(key).map(YamlNode.Scalar::text);
  }

  List<YamlNode> list(String key) {
    return node(key)
        .map(
            node ->
                switch (node) {
                  case YamlNode.Sequence sequence -> sequence.items();
                  case YamlNode.Scalar scalar when scalar.isNothing() -> List.<YamlNode>of();
                  case YamlNode.Scalar scalar -> wrongList(key, scalar);
                  case YamlNode.Mapping mapping -> wrongList(key, mapping);
                })
        .orElse(List.of());
  }

  private List<YamlNode> wrongList(String key, YamlNode node) {
    wrong(key, node, "should be a list, each item behind a dash");
    return List.of();
  }

  void wrong(String key, YamlNode node, String message) {
    violations.add(new Violation(at(key), "line " + node.line() + ": " + message));
  }

  /** To be called last: tells the keys that nobody asked for. */
  void finish() {
    for (var entry : entries.entrySet()) {
      var key = entry.getKey();
      if (FirstViolations.isFull(violations)) {
        return;
      }
      if (!known.contains(key) && !isForAnchors(key)) {
        wrong(
            key,
            entry.getValue(),
            "there is no key \"" + key + "\" here. " + Suggestions.sentence(key, known, ""));
      }
    }
  }

  /** {@code x-…} beside the stack: where people put what they anchor. */
  private boolean isForAnchors(String key) {
    return path.isEmpty() && key.startsWith("x-");
  }
}
