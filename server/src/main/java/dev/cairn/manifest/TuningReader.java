package dev.cairn.manifest;

import dev.cairn.database.TuningSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/**
 * Reads {@code settings} and {@code extensions} of a database; whether they can be had is asked of
 * the use cases.
 */
final class TuningReader {
  private TuningReader() {}

  static TuningSpec read(YamlFields fields, Optional<Boolean> createsDatabases) {
    var settings = new LinkedHashMap<String, String>();
    var node = fields.node("settings");
    if (node.isPresent()) {
      switch (node.get()) {
        case YamlNode.Mapping mapping ->
            mapping
                .entries()
                .forEach(
                    (name, value) -> {
                      if (value instanceof YamlNode.Scalar scalar
                          && scalar.text().lines().count() <= 1) {
                        settings.put(name, scalar.isNothing() ? "" : scalar.text());
                      } else {
                        fields.wrong("settings." + name, value, "should be one value");
                      }
                    });
        case YamlNode.Scalar scalar when scalar.isNothing() -> {}
        case YamlNode.Scalar scalar ->
            fields.wrong("settings", scalar, "should be a map of names and values");
        case YamlNode.Sequence sequence ->
            fields.wrong("settings", sequence, "should be a map of names and values");
      }
    }
    var extensions = new ArrayList<String>();
    for (var item : fields.list("extensions")) {
      if (item instanceof YamlNode.Scalar scalar && !scalar.text().isEmpty()) {
        extensions.add(scalar.text());
      } else {
        fields.wrong("extensions", item, "should be names");
      }
    }
    return new TuningSpec(settings, extensions, List.of(), createsDatabases);
  }
}
