package dev.cairn.config;

import dev.cairn.config.Config.Listen;
import dev.cairn.config.Config.State;
import dev.cairn.config.Config.Tls;
import dev.cairn.core.Problem;
import dev.cairn.core.Sensitive;
import dev.cairn.core.Violation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Reads {@code $CAIRN_HOME/config.yaml}, which may be absent, and the environment, which wins:
 * {@code CAIRN_HOME}, {@code CAIRN_BIND}, {@code CAIRN_PORT}, {@code CAIRN_INSECURE}, {@code
 * CAIRN_STATE_URL}, {@code CAIRN_STATE_USERNAME}, {@code CAIRN_STATE_PASSWORD_FILE}. All errors
 * come back in one problem.
 */
public final class ConfigLoader {
  /** The console's port where nobody chose one. */
  public static final int DEFAULT_PORT = 7766;

  private static final Set<String> KEYS = Set.of("listen", "state", "engines");
  private static final Set<String> LISTEN_KEYS =
      Set.of("bind", "port", "names", "certificate", "key", "insecure");
  private static final Set<String> STATE_KEYS = Set.of("url", "username", "passwordFile");

  private final Map<String, String> environment;
  private final List<Violation> violations = new ArrayList<>();

  public ConfigLoader(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /** The settings, or a problem {@code invalid-configuration} that lists all that is wrong. */
  public Config load() {
    var home = home();
    var file = home.resolve("config.yaml");
    var tree = read(file);
    known(tree, "", KEYS);
    known(tree.path("listen"), "listen.", LISTEN_KEYS);
    known(tree.path("state"), "state.", STATE_KEYS);
    var config =
        new Config(
            home,
            Path.of(environment.getOrDefault("CAIRN_DISTRIBUTION", ".")).toAbsolutePath(),
            listen(tree.path("listen")),
            state(tree.path("state")),
            engines(tree.path("engines")));
    if (!violations.isEmpty()) {
      throw Problem.invalid(
              "invalid-configuration",
              "The configuration in " + file + " and the environment cannot be used.",
              "Correct what is listed and start again.")
          .withViolations(violations)
          .toException();
    }
    return config;
  }

  private Path home() {
    var named = environment.get("CAIRN_HOME");
    return named != null && !named.isBlank()
        ? Path.of(named).toAbsolutePath().normalize()
        : Path.of(environment.getOrDefault("HOME", System.getProperty("user.home")), ".cairn");
  }

  private JsonNode read(Path file) {
    var mapper = new YAMLMapper();
    if (!Files.exists(file)) {
      return mapper.createObjectNode();
    }
    try {
      var tree = mapper.readTree(file.toFile());
      if (tree.isObject()) {
        return tree;
      }
      if (!tree.isMissingNode() && !tree.isNull()) {
        violations.add(new Violation("config.yaml", "must hold settings as key: value"));
      }
    } catch (JacksonException e) {
      violations.add(new Violation("config.yaml", e.getOriginalMessage()));
    }
    return mapper.createObjectNode();
  }

  private void known(JsonNode tree, String prefix, Set<String> keys) {
    for (var name : tree.propertyNames()) {
      if (!keys.contains(name)) {
        violations.add(
            new Violation(
                prefix + name,
                "is no setting; known are " + String.join(", ", keys.stream().sorted().toList())));
      }
    }
  }

  private Listen listen(JsonNode tree) {
    var bind = text("CAIRN_BIND", tree.path("bind")).orElse("127.0.0.1");
    var port =
        text("CAIRN_PORT", tree.path("port"))
            .map(text -> parse("listen.port", text, ConfigLoader::port))
            .orElse(Optional.of(DEFAULT_PORT))
            .orElse(DEFAULT_PORT);
    var insecure =
        text("CAIRN_INSECURE", tree.path("insecure"))
            .map(text -> text.equals("true") || text.equals("1"))
            .orElse(false);
    var names = new ArrayList<String>();
    tree.path("names").forEach(name -> names.add(name.asString()));
    return new Listen(bind, port, names, tls(tree), insecure);
  }

  private Optional<Tls> tls(JsonNode tree) {
    var certificate = text("", tree.path("certificate"));
    var key = text("", tree.path("key"));
    if (certificate.isPresent() != key.isPresent()) {
      violations.add(new Violation("listen", "certificate and key come together"));
    }
    certificate.ifPresent(path -> readable("listen.certificate", path));
    key.ifPresent(path -> readable("listen.key", path));
    return certificate.flatMap(c -> key.map(k -> new Tls(Path.of(c), Path.of(k))));
  }

  private Optional<State> state(JsonNode tree) {
    var url = text("CAIRN_STATE_URL", tree.path("url"));
    if (url.isEmpty()) {
      return Optional.empty();
    }
    if (!url.get().startsWith("jdbc:postgresql:")) {
      violations.add(new Violation("state.url", "must be a jdbc:postgresql: URL"));
    }
    var username = text("CAIRN_STATE_USERNAME", tree.path("username")).orElse("cairn");
    var password =
        text("CAIRN_STATE_PASSWORD_FILE", tree.path("passwordFile"))
            .flatMap(path -> parse("state.passwordFile", path, ConfigLoader::firstLine))
            .orElse("");
    return Optional.of(new State(url.get(), username, Sensitive.of(password)));
  }

  private Map<String, Path> engines(JsonNode tree) {
    var directories = new HashMap<String, Path>();
    tree.forEachEntry(
        (name, path) -> {
          readable("engines." + name, path.asString());
          directories.put(name, Path.of(path.asString()));
        });
    return directories;
  }

  private Optional<String> text(String variable, JsonNode node) {
    var set = environment.get(variable);
    if (set != null && !set.isBlank()) {
      return Optional.of(set);
    }
    return node.isValueNode() && !node.isNull() ? Optional.of(node.asString()) : Optional.empty();
  }

  private void readable(String field, String path) {
    if (!Files.isReadable(Path.of(path))) {
      violations.add(new Violation(field, path + " cannot be read"));
    }
  }

  private <T> Optional<T> parse(String field, String text, Function<String, Optional<T>> parser) {
    var parsed = parser.apply(text);
    if (parsed.isEmpty()) {
      violations.add(new Violation(field, "\"" + text + "\" cannot be used"));
    }
    return parsed;
  }

  private static Optional<Integer> port(String text) {
    return text.matches("[0-9]{1,5}") && Integer.parseInt(text) <= 65535
        ? Optional.of(Integer.parseInt(text))
        : Optional.empty();
  }

  private static Optional<String> firstLine(String path) {
    try (var lines = Files.lines(Path.of(path))) {
      return lines.findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
