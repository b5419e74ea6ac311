package dev.cairn.manifest;

import dev.cairn.core.Violation;
import dev.cairn.service.ServiceKeys;
import dev.cairn.service.ServiceSpec;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

/** The {@code service} of a {@code cairn.yaml}. */
final class ServiceReader {
  private final List<Violation> violations;
  private final Optional<Path> baseDirectory;

  ServiceReader(List<Violation> violations, Optional<Path> baseDirectory) {
    this.violations = violations;
    this.baseDirectory = baseDirectory;
  }

  /** Where something is wrong, that is told, and the result is of no use. */
  ServiceSpec read(String path, YamlNode node) {
    var fields = YamlFields.of(path, node, violations);
    var texts = new HashMap<String, String>();
    for (var key : ServiceKeys.NAMES) {
      fields.node(key).map(value -> text(fields, key, value)).ifPresent(it -> texts.put(key, it));
    }
    if (ServiceKeys.SOURCES.stream().allMatch(it -> texts.getOrDefault(it, "").isEmpty())) {
      texts.put("source", ".");
    }
    if (texts.containsKey("source")) {
      var written = fields.scalar("source").orElse(new YamlNode.Scalar(".", node.line()));
      texts.put("source", directory(fields, written).toString());
    }
    fields.finish();
    var found = new ArrayList<Violation>();
    var spec = ServiceKeys.parse(texts, found);
    found.forEach(
        it -> fields.wrong(it.field(), fields.node(it.field()).orElse(node), it.message()));
    return spec;
  }

  /** Names that a stage has of its own. */
  static List<String> hosts(YamlFields fields, YamlNode node) {
    var found = new ArrayList<Violation>();
    var hosts = ServiceKeys.hosts(text(fields, ServiceKeys.HOSTS, node), found);
    found.forEach(it -> fields.wrong(it.field(), node, it.message()));
    return hosts;
  }

  /** Some may be lists, build variables a map too. */
  private static String text(YamlFields fields, String key, YamlNode value) {
    boolean variables = key.equals(ServiceKeys.BUILD_VARIABLES);
    boolean many = ServiceKeys.LISTS.contains(key);
    var lines = new ArrayList<String>();
    switch (value) {
      case YamlNode.Scalar scalar -> {
        return scalar.isNothing() ? "" : scalar.text();
      }
      case YamlNode.Sequence(var items, int _) when many ->
          items.forEach(item -> lines.add(single(fields, key, item)));
      case YamlNode.Mapping(var entries, int _) when variables ->
          entries.forEach(
              (name, it) -> {
                boolean given = !(it instanceof YamlNode.Scalar scalar && isLeftOut(scalar));
                lines.add(given ? name + "=" + single(fields, key, it) : name);
              });
      case YamlNode.Sequence _ -> fields.wrong(key, value, "should be one value");
      case YamlNode.Mapping _ ->
          fields.wrong(
              key,
              value,
              many ? "should be a list, each item behind a dash" : "should be one value");
    }
    var found = new ArrayList<Violation>();
    var text = ServiceKeys.lines(lines, found);
    found.forEach(it -> fields.wrong(key, value, it.message()));
    return text;
  }

  /** An empty text is a value, where it is in quotes. */
  private static boolean isLeftOut(YamlNode.Scalar scalar) {
    return scalar.plain() && scalar.isNothing();
  }

  private static String single(YamlFields fields, String key, YamlNode item) {
    if (item instanceof YamlNode.Scalar scalar) {
      return scalar.text();
    }
    fields.wrong(key, item, "should hold single values");
    return "";
  }

  private Path directory(YamlFields fields, YamlNode.Scalar written) {
    try {
      var path = Path.of(written.text());
      if (!path.isAbsolute() && baseDirectory.isEmpty()) {
        fields.wrong("source", written, "is relative, and it is not known to what directory");
        return path;
      }
      return baseDirectory.orElse(path).resolve(path).normalize();
    } catch (InvalidPathException e) {
      fields.wrong("source", written, "is no path: " + e.getReason());
      return Path.of("/");
    }
  }
}
