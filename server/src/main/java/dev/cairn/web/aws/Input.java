package dev.cairn.web.aws;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The body of a request, read as AWS reads it: what is not known is passed over. */
final class Input {
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private final JsonNode tree;

  private Input(JsonNode tree) {
    this.tree = tree;
  }

  static Input parse(byte[] body) {
    try {
      var tree = MAPPER.readTree(body);
      if (tree.isObject()) {
        return new Input(tree);
      }
    } catch (JacksonException e) {
      var refusal = AwsException.serialization("The request's body is no JSON.");
      refusal.initCause(e);
      throw refusal;
    }
    throw AwsException.serialization("The request's body is no JSON object.");
  }

  /** A text of at least one character; empty where it is absent or null. */
  Optional<String> text(String name, int most) {
    return find(tree, name)
        .map(
            node -> {
              var text = string(node, name);
              requireLength(name, text, 1, most);
              return text;
            });
  }

  String requiredText(String name, int most) {
    return text(name, most)
        .orElseThrow(
            () -> AwsException.validation("null", member(name), "Member must not be null"));
  }

  OptionalInt number(String name, int most) {
    var node = find(tree, name);
    if (node.isEmpty()) {
      return OptionalInt.empty();
    }
    if (!node.get().isIntegralNumber() || !node.get().canConvertToInt()) {
      throw AwsException.serialization(name + " must be a whole number.");
    }
    int number = node.get().asInt();
    if (number < 1 || number > most) {
      throw AwsException.validation(
          "'" + number + "'",
          member(name),
          number < 1
              ? "Member must have value greater than or equal to 1"
              : "Member must have value less than or equal to " + most);
    }
    return OptionalInt.of(number);
  }

  /** One of the words, or else the first of them. */
  String oneOf(String name, List<String> words) {
    var given = find(tree, name).map(node -> string(node, name));
    given.ifPresent(word -> requireWord(name, word, Set.copyOf(words)));
    return given.orElse(words.getFirst());
  }

  Optional<List<String>> texts(String name, int mostItems, int mostLength) {
    return find(tree, name)
        .map(
            node -> {
              requireItems(name, node, 1, mostItems);
              var texts = new ArrayList<String>();
              for (var item : node) {
                var text = string(item, name);
                requireLength(name, text, 1, mostLength);
                texts.add(text);
              }
              return texts;
            });
  }

  Optional<List<SecretFilter>> filters() {
    return find(tree, "Filters")
        .map(
            node -> {
              requireItems("Filters", node, 0, SecretFilter.MOST_FILTERS * 2);
              var parts = new ArrayList<SecretFilter.Part>();
              for (var item : node) {
                parts.add(part(item));
              }
              return SecretFilter.join(parts);
            });
  }

  private static SecretFilter.Part part(JsonNode item) {
    if (!item.isObject()) {
      throw AwsException.serialization("Filters must be a list of objects.");
    }
    var values = new ArrayList<String>();
    find(item, "Values")
        .ifPresent(
            node -> {
              requireItems("Values", node, 0, SecretFilter.MOST_VALUES);
              node.forEach(value -> values.add(string(value, "Values")));
            });
    return new SecretFilter.Part(
        find(item, "Key").map(node -> string(node, "Key")), List.copyOf(values));
  }

  static void requireWord(String name, String word, Set<String> words) {
    if (!words.contains(word)) {
      throw AwsException.validation(
          "'" + word + "'", member(name), "Member must satisfy enum value set: " + words);
    }
  }

  private static Optional<JsonNode> find(JsonNode tree, String name) {
    return Optional.ofNullable(tree.get(name)).filter(node -> !node.isNull());
  }

  private static String string(JsonNode node, String name) {
    if (!node.isString()) {
      throw AwsException.serialization(name + " must be a text.");
    }
    return node.asString();
  }

  private static void requireItems(String name, JsonNode node, int least, int most) {
    if (!node.isArray()) {
      throw AwsException.serialization(name + " must be a list.");
    }
    if (node.size() < least || node.size() > most) {
      throw AwsException.validation(
          "'" + node.size() + " items'",
          member(name),
          node.size() < least
              ? "Member must have length greater than or equal to " + least
              : "Member must have length less than or equal to " + most);
    }
  }

  private static void requireLength(String name, String text, int least, int most) {
    if (text.length() < least || text.length() > most) {
      throw AwsException.validation(
          "'" + (text.length() > 60 ? text.substring(0, 60) + "…" : text) + "'",
          member(name),
          text.length() < least
              ? "Member must have length greater than or equal to " + least
              : "Member must have length less than or equal to " + most);
    }
  }

  private static String member(String name) {
    return Character.toLowerCase(name.charAt(0)) + name.substring(1);
  }
}
