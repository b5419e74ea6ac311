package dev.cairn.web.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.access.Action;
import dev.cairn.db.TestDatabase;
import dev.cairn.engine.Engine;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The description and the code say the same. */
class OpenApiTest {
  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  private static final Path FILE = Path.of("../api/openapi.yaml");
  private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

  private final JsonNode description = new YAMLMapper().readTree(FILE.toFile());

  @Test
  void everyRouteIsDescribedAndEveryDescribedOperationIsARoute() {
    var described = new TreeMap<String, String>();
    description
        .path("paths")
        .forEachEntry(
            (path, operations) ->
                operations.forEachEntry(
                    (method, operation) -> {
                      if (METHODS.contains(method)) {
                        described.put(
                            method + " " + path,
                            operation.path("x-role").asString("anybody")
                                + " "
                                + queryOf(operation));
                      }
                    }));
    var registered = new TreeMap<String, String>();
    for (var route : new TestApi(DATABASE.state()).api.routes()) {
      registered.put(
          route.method().toLowerCase(Locale.ROOT) + " " + route.path(),
          route.action().map(OpenApiTest::role).orElse("anybody")
              + " "
              + new TreeSet<>(route.query()));
    }
    assertThat(described).isEqualTo(registered);
  }

  private static String role(Action action) {
    return Wire.word(action.least());
  }

  private Set<String> queryOf(JsonNode operation) {
    var names = new TreeSet<String>();
    for (var parameter : operation.path("parameters")) {
      var ref = parameter.path("$ref").asString();
      var target = description.at(ref.substring(1));
      assertThat(target.isObject()).as(ref).isTrue();
      if (target.path("in").asString().equals("query")) {
        names.add(target.path("name").asString());
      }
    }
    return names;
  }

  @Test
  void everyEngineIsOneInAnAddress() {
    var described = new ArrayList<String>();
    description
        .at("/components/parameters/engine/schema/enum")
        .forEach(id -> described.add(id.asString()));
    assertThat(described)
        .containsExactlyInAnyOrderElementsOf(Engine.all().stream().map(Engine::id).toList());
  }

  @Test
  void everySchemaHasTheFieldsOfItsRecord() throws Exception {
    var wrong = new ArrayList<String>();
    for (var entry : description.at("/components/schemas").properties()) {
      var type = Class.forName("dev.cairn.api." + entry.getKey());
      var expected = new TreeMap<String, String>();
      Arrays.stream(type.getRecordComponents())
          .forEach(part -> expected.put(part.getName(), schemaOf(part.getGenericType())));
      var described = new TreeMap<String, String>();
      entry.getValue().path("properties").forEachEntry((n, s) -> described.put(n, schemaOf(s)));
      if (!expected.equals(described)) {
        wrong.add(entry.getKey() + ": " + described + " is not " + expected);
      }
      for (var required : entry.getValue().path("required")) {
        boolean optional =
            Arrays.stream(type.getRecordComponents())
                .filter(part -> part.getName().equals(required.asString()))
                .map(RecordComponent::getType)
                .anyMatch(Optional.class::equals);
        if (optional) {
          wrong.add(entry.getKey() + "." + required.asString() + " may be absent");
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void everyRecordIsDescribedAndEveryReferenceLeadsSomewhere() throws IOException {
    var text = Files.readString(FILE);
    var missing = new ArrayList<String>();
    for (var match : Pattern.compile("\\$ref: '#(/[^']+)'").matcher(text).results().toList()) {
      if (description.at(match.group(1)).isMissingNode()) {
        missing.add(match.group(1));
      }
    }
    try (var files = Files.list(Path.of("../api/src/main/java/dev/cairn/api"))) {
      for (var file : files.toList()) {
        var name = file.getFileName().toString().replace(".java", "");
        if (Files.readString(file).contains("public record " + name + "(")
            && description.at("/components/schemas/" + name).isMissingNode()) {
          missing.add(name);
        }
      }
    }
    assertThat(missing).isEmpty();
  }

  private static String schemaOf(Type type) {
    if (type instanceof ParameterizedType generic) {
      var last = generic.getActualTypeArguments()[generic.getActualTypeArguments().length - 1];
      var raw = generic.getRawType();
      return raw == Optional.class
          ? schemaOf(last)
          : raw == List.class ? "[" + schemaOf(last) + "]" : "{" + schemaOf(last) + "}";
    }
    var known =
        Map.<Type, String>of(
            String.class, "string",
            int.class, "integer int32",
            Integer.class, "integer int32",
            long.class, "integer int64",
            Long.class, "integer int64",
            Double.class, "number double",
            boolean.class, "boolean",
            Boolean.class, "boolean",
            Instant.class, "string date-time",
            LocalDate.class, "string date");
    return known.getOrDefault(type, ((Class<?>) type).getSimpleName());
  }

  private static String schemaOf(JsonNode schema) {
    if (schema.has("$ref")) {
      var ref = schema.path("$ref").asString();
      return ref.substring(ref.lastIndexOf('/') + 1);
    }
    return switch (schema.path("type").asString()) {
      case "array" -> "[" + schemaOf(schema.path("items")) + "]";
      case "object" -> "{" + schemaOf(schema.path("additionalProperties")) + "}";
      default ->
          (schema.path("type").asString() + " " + schema.path("format").asString("")).strip();
    };
  }
}
