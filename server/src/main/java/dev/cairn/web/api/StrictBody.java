package dev.cairn.web.api;

import dev.cairn.api.WireJson;
import dev.cairn.core.FirstViolations;
import dev.cairn.core.Problem;
import dev.cairn.core.Suggestions;
import dev.cairn.core.Violation;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads a body into a wire record, whose components say what is allowed: an unknown field, a field
 * of the wrong type and a missing one are all reported, each by its name. {@code Optional}, lists,
 * maps and booleans may be left out.
 */
final class StrictBody {
  private static final int MOST_NAME = 60;

  /** Each takes up to a hundred bytes once it is read, and may have been sent as two. */
  private static final int MOST_TOKENS = 50_000;

  private static final ObjectReader READER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxTokenCount(MOST_TOKENS).build())
                  .build())
          .build()
          .reader()
          .with(StreamReadFeature.STRICT_DUPLICATE_DETECTION);

  private final List<Violation> violations = new FirstViolations();

  private StrictBody() {}

  static <T extends Record> T read(byte[] body, Class<T> type) {
    var tree = parse(body);
    var strict = new StrictBody();
    strict.checkRecord("", tree, type);
    if (!strict.violations.isEmpty()) {
      throw Problem.invalid(
              "invalid-request",
              "The request cannot be understood as it is.",
              "Correct the fields that are listed; /api/openapi.yaml describes them.")
          .withViolations(strict.violations)
          .toException();
    }
    return WireJson.MAPPER.treeToValue(tree, type);
  }

  private static JsonNode parse(byte[] body) {
    try {
      return READER.readTree(body);
    } catch (StreamConstraintsException e) {
      throw Problem.invalid(
              "endless-json",
              "The request's body is more than Cairn reads: " + e.getOriginalMessage(),
              "Send less at a time.")
          .toException(e);
    } catch (JacksonException e) {
      throw Problem.invalid(
              "malformed-json",
              "The request's body is no JSON: " + e.getOriginalMessage(),
              "Send one JSON object.")
          .toException(e);
    }
  }

  private void check(String field, JsonNode node, Type type) {
    if (type instanceof ParameterizedType generic) {
      checkGeneric(field, node, generic);
    } else if (type == String.class) {
      require(node.isString(), field, "must be a text");
    } else if (type == int.class || type == Integer.class) {
      require(node.isIntegralNumber() && node.canConvertToInt(), field, "must be a whole number");
    } else if (type == boolean.class || type == Boolean.class) {
      require(node.isBoolean(), field, "must be true or false");
    } else if (type instanceof Class<?> nested && nested.isRecord()) {
      checkRecord(field, node, nested);
    } else {
      throw new IllegalStateException("no rule for " + type + " of " + field);
    }
  }

  private void checkGeneric(String field, JsonNode node, ParameterizedType type) {
    var arguments = type.getActualTypeArguments();
    if (type.getRawType() == Optional.class) {
      if (!node.isNull()) {
        check(field, node, arguments[0]);
      }
    } else if (type.getRawType() == List.class) {
      require(node.isArray(), field, "must be a list");
      for (int i = 0;
          i < node.size() && node.isArray() && !FirstViolations.isFull(violations);
          i++) {
        check(field + "[" + i + "]", node.path(i), arguments[0]);
      }
    } else if (type.getRawType() == Map.class) {
      require(node.isObject(), field, "must be an object");
      for (var entry : node.properties()) {
        if (FirstViolations.isFull(violations)) {
          return;
        }
        check(field + "." + shortened(entry.getKey()), entry.getValue(), arguments[1]);
      }
    } else {
      throw new IllegalStateException("no rule for " + type + " of " + field);
    }
  }

  private void checkRecord(String field, JsonNode node, Class<?> type) {
    if (!node.isObject()) {
      require(false, field, "must be an object");
      return;
    }
    var components = type.getRecordComponents();
    var known = Arrays.stream(components).map(RecordComponent::getName).toList();
    var prefix = field.isEmpty() ? "" : field + ".";
    for (var name : node.propertyNames()) {
      if (FirstViolations.isFull(violations)) {
        return;
      }
      if (!known.contains(name)) {
        var hint = Suggestions.sentence(shortened(name), known, "");
        require(false, prefix + shortened(name), ("is no field. " + hint).strip());
      }
    }
    for (var component : components) {
      var name = component.getName();
      if (node.has(name)) {
        check(prefix + name, node.path(name), component.getGenericType());
      } else {
        require(isOptional(component.getType()), prefix + name, "is missing");
      }
    }
  }

  private static boolean isOptional(Class<?> type) {
    return type == Optional.class
        || type == List.class
        || type == Map.class
        || type == boolean.class;
  }

  private void require(boolean holds, String field, String rule) {
    if (!holds) {
      violations.add(new Violation(field.isEmpty() ? "body" : field, rule));
    }
  }

  private static String shortened(String name) {
    return name.length() <= MOST_NAME ? name : name.substring(0, MOST_NAME) + "…";
  }
}
