package dev.cairn.manifest;

import dev.cairn.core.Problem;
import dev.cairn.core.ProblemException;
import dev.cairn.core.Sentence;
import dev.cairn.core.Violation;
import dev.cairn.manifest.YamlNode.Mapping;
import dev.cairn.manifest.YamlNode.Scalar;
import dev.cairn.manifest.YamlNode.Sequence;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * From YAML's events to nodes. Aliases stand for what their anchor names and {@code <<} merges, as
 * in YAML 1.1; an explicit key wins over a merged one. What aliases multiply is bounded, as is
 * depth: ten lines of them can name a billion nodes.
 */
final class YamlText {
  private static final int MOST_NODES = 20_000;
  private static final int DEEPEST = 60;
  private static final int LONGEST_KEY = 200;

  /** Characters of a text that an alias stands for which count as one more thing. */
  private static final int CHARACTERS_A_THING = 100;

  private static final String CORE = "tag:yaml.org,2002:";

  /** Tags of the core schema: what they stand before is taken as written all the same. */
  private static final Set<String> KNOWN_TAGS =
      Set.of("!", "str", "int", "float", "bool", "null", "map", "seq");

  private final Iterator<Event> events;
  private final List<Violation> violations;
  private final Map<String, YamlNode> anchors = new HashMap<>();
  private final Set<String> open = new LinkedHashSet<>();
  private int nodes;

  private YamlText(Iterator<Event> events, List<Violation> violations) {
    this.events = events;
    this.violations = violations;
  }

  static YamlNode read(String yaml, List<Violation> violations) {
    var text = yaml.startsWith("\uFEFF") ? yaml.substring(1) : yaml;
    try {
      return new YamlText(events(text), violations).document();
    } catch (MarkedYamlEngineException e) {
      var mark = e.getProblemMark().or(e::getContextMark);
      throw malformed(
          "",
          mark.map(it -> "line " + (it.getLine() + 1) + ": ").orElse("")
              + Optional.ofNullable(e.getProblem()).orElse(e.getContext()),
          Optional.of(e));
    } catch (YamlEngineException e) {
      var why = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw malformed("", why, Optional.of(e));
    }
  }

  /** The text is in the reader's buffer whole: else it copies a line for each KiB of that line. */
  private static Iterator<Event> events(String text) {
    var whole = LoadSettings.builder().setBufferSize(text.length() + 1).build();
    return new Parse(whole).parseString(text).iterator();
  }

  private static ProblemException malformed(String path, String why, Optional<Exception> cause) {
    var problem =
        Problem.invalid(
                "invalid-yaml",
                "cairn.yaml is no YAML that Cairn reads: " + Sentence.ended(why),
                "Indent with spaces, and put texts with special characters in quotes.")
            .withViolations(List.of(new Violation(path, why)));
    return cause.map(problem::toException).orElseGet(problem::toException);
  }

  private YamlNode document() {
    Optional<YamlNode> found = Optional.empty();
    while (events.hasNext()) {
      var event = events.next();
      if (event instanceof NodeEvent) {
        if (found.isPresent()) {
          throw refused(
              event, "a second document begins here, and a cairn.yaml is one: of one stack");
        }
        found = Optional.of(node(event, "", 0));
      }
    }
    return found
        .filter(node -> !(node instanceof Scalar scalar && scalar.isNothing()))
        .orElseGet(() -> new Mapping(Map.of(), 1));
  }

  private YamlNode node(Event event, String path, int depth) {
    if (depth > DEEPEST) {
      throw refused(event, path, "this is nested deeper than " + DEEPEST + " levels");
    }
    count(event, 1);
    if (event instanceof AliasEvent alias) {
      return named(alias, path);
    }
    if (!(event instanceof NodeEvent start)) {
      throw new IllegalStateException("no node begins with " + event);
    }
    var anchor = start.getAnchor().map(it -> it.getValue());
    anchor.ifPresent(open::add);
    var node =
        switch (start) {
          case ScalarEvent scalar -> scalar(scalar, path);
          case SequenceStartEvent sequence -> sequence(sequence, path, depth);
          case MappingStartEvent mapping -> mapping(mapping, path, depth);
          default -> throw new IllegalStateException("no rule for " + start);
        };
    anchor.ifPresent(
        name -> {
          open.remove(name);
          anchors.put(name, node);
        });
    return node;
  }

  private YamlNode named(AliasEvent alias, String path) {
    var name = alias.getAlias().getValue();
    if (open.contains(name)) {
      throw refused(alias, path, "*" + name + " stands inside of what it names");
    }
    var node = Optional.ofNullable(anchors.get(name));
    if (node.isEmpty()) {
      throw refused(
          alias,
          path,
          "there is no anchor &" + name + " before *" + name + "; a text with * needs quotes");
    }
    count(alias, size(node.get(), MOST_NODES));
    return at(node.get(), line(alias));
  }

  /** A mistake in what an alias stands for is told where the alias stands. */
  private static YamlNode at(YamlNode node, int line) {
    return switch (node) {
      case Scalar scalar -> new Scalar(scalar.text(), scalar.plain(), line);
      case Sequence sequence -> new Sequence(sequence.items(), line);
      case Mapping mapping -> new Mapping(mapping.entries(), line);
    };
  }

  private void count(Event event, int more) {
    nodes += more;
    if (nodes > MOST_NODES) {
      throw refused(event, "the file says more than " + MOST_NODES + " things, aliases followed");
    }
  }

  /** At most {@code enough}: stops there. */
  private static int size(YamlNode node, int enough) {
    var children =
        switch (node) {
          case Scalar scalar -> List.<YamlNode>of();
          case Sequence sequence -> sequence.items();
          case Mapping mapping -> List.copyOf(mapping.entries().values());
        };
    int size = node instanceof Scalar scalar ? 1 + scalar.text().length() / CHARACTERS_A_THING : 1;
    for (var child : children) {
      if (size >= enough) {
        break;
      }
      size += size(child, enough - size);
    }
    return size;
  }

  private Scalar scalar(ScalarEvent event, String path) {
    event
        .getTag()
        .filter(tag -> !KNOWN_TAGS.contains(tag.replace(CORE, "")))
        .ifPresent(
            tag ->
                tell(
                    path,
                    line(event),
                    "the tag "
                        + tag.replace(CORE, "!!")
                        + " is not known here; write the value as text"));
    return new Scalar(event.getValue(), event.isPlain(), line(event));
  }

  private Sequence sequence(SequenceStartEvent start, String path, int depth) {
    var items = new ArrayList<YamlNode>();
    for (var event = events.next();
        event.getEventId() != Event.ID.SequenceEnd;
        event = events.next()) {
      items.add(node(event, path + "[" + items.size() + "]", depth + 1));
    }
    return new Sequence(items, line(start));
  }

  private Mapping mapping(MappingStartEvent start, String path, int depth) {
    var entries = new LinkedHashMap<String, YamlNode>();
    var merged = new LinkedHashMap<String, YamlNode>();
    for (var event = events.next();
        event.getEventId() != Event.ID.MappingEnd;
        event = events.next()) {
      var key = key(event, path, depth);
      var at = path.isEmpty() ? key.text() : path + "." + key.text();
      var value = node(events.next(), at, depth + 1);
      if (key.plain() && key.text().equals("<<")) {
        merge(merged, value, at);
      } else if (entries.put(key.text(), value) != null) {
        tell(at, key.line(), "this key stands twice");
      }
    }
    merged.forEach(entries::putIfAbsent);
    return new Mapping(entries, line(start));
  }

  private Scalar key(Event event, String path, int depth) {
    if (node(event, path, depth + 1) instanceof Scalar key) {
      if (key.text().length() > LONGEST_KEY) {
        throw refused(event, path, "a key has at most " + LONGEST_KEY + " characters");
      }
      return key;
    }
    throw refused(event, path, "a key must be one value; a text with [, { or ? needs quotes");
  }

  /** Of several the first wins, as YAML 1.1 has it. */
  private void merge(Map<String, YamlNode> merged, YamlNode value, String at) {
    switch (value) {
      case Mapping mapping -> mapping.entries().forEach(merged::putIfAbsent);
      case Sequence sequence -> sequence.items().forEach(item -> mergeOne(merged, item, at));
      case Scalar scalar -> mergeOne(merged, scalar, at);
    }
  }

  private void mergeOne(Map<String, YamlNode> merged, YamlNode value, String at) {
    if (value instanceof Mapping mapping) {
      mapping.entries().forEach(merged::putIfAbsent);
    } else {
      tell(at, value.line(), "merges a map of keys and values, and this is none");
    }
  }

  private void tell(String path, int line, String message) {
    violations.add(new Violation(path, "line " + line + ": " + message));
  }

  private static ProblemException refused(Event event, String why) {
    return refused(event, "", why);
  }

  private static ProblemException refused(Event event, String path, String why) {
    return malformed(path, "line " + line(event) + ": " + why, Optional.empty());
  }

  private static int line(Event event) {
    return event.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
  }
}
