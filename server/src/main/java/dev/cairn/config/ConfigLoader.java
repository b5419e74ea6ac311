package dev.cairn.config;

import dev.cairn.config.Config.Applications;
import dev.cairn.config.Config.Listen;
import dev.cairn.config.Config.State;
import dev.cairn.config.Config.Tls;
import dev.cairn.core.Problem;
import dev.cairn.core.Sensitive;
import dev.cairn.core.Violation;
import dev.cairn.engine.Engine;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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

  private static final Set<String> KEYS =
      Set.of("listen", "state", "engines", "sources", "applications");
  private static final Set<String> LISTEN_KEYS =
      Set.of("bind", "port", "names", "proxies", "certificate", "key", "insecure", "url");
  private static final Set<String> APPLICATION_KEYS =
      Set.of("bind", "names", "http", "https", "certificates");

  /** The edge is asked at loopback whether it serves, whatever else it listens on. */
  private static final List<String> BINDS = List.of("127.0.0.1", "0.0.0.0");

  private static final Set<String> STATE_KEYS = Set.of("url", "username", "passwordFile");

  /** As a parameter, or before the host: messages about a URL show it whole. */
  private static final Pattern PASSWORD =
      Pattern.compile("[?&][a-z]*password=|//[^/?]*@", Pattern.CASE_INSENSITIVE);

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
    var config =
        new Config(
            home,
            Path.of(environment.getOrDefault("CAIRN_DISTRIBUTION", ".")).toAbsolutePath(),
            listen(known(tree.path("listen"), "listen.", LISTEN_KEYS)),
            state(known(tree.path("state"), "state.", STATE_KEYS)),
            engines(known(tree.path("engines"), "engines.", engineKeys())),
            sources(tree, home),
            applications(known(tree.path("applications"), "applications.", APPLICATION_KEYS)));
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

  /** The settings below a key; anything but a mapping of known ones is told. */
  private JsonNode known(JsonNode tree, String prefix, Set<String> keys) {
    if (!tree.isMissingNode() && !tree.isNull() && !tree.isObject()) {
      violations.add(
          new Violation(
              prefix.substring(0, Math.max(0, prefix.length() - 1)),
              "must hold settings as key: value"));
    }
    for (var name : tree.propertyNames()) {
      if (!keys.contains(name)) {
        violations.add(
            new Violation(
                prefix + name,
                "is no setting; known are " + String.join(", ", keys.stream().sorted().toList())));
      }
    }
    return tree;
  }

  private Listen listen(JsonNode tree) {
    var bind = text("CAIRN_BIND", "listen", "bind", tree).orElse("127.0.0.1");
    var port =
        text("CAIRN_PORT", "listen", "port", tree)
            .map(text -> parse("listen.port", text, ConfigLoader::port))
            .orElse(Optional.of(DEFAULT_PORT))
            .orElse(DEFAULT_PORT);
    var insecure =
        text("CAIRN_INSECURE", "listen", "insecure", tree)
            .flatMap(text -> parse("listen.insecure", text, ConfigLoader::truth))
            .orElse(false);
    return new Listen(
        bind,
        port,
        list(tree, "listen.", "names"),
        list(tree, "listen.", "proxies").stream()
            .flatMap(text -> parse("listen.proxies", text, ConfigLoader::address).stream())
            .toList(),
        tls(tree),
        insecure,
        text("", "listen", "url", tree).flatMap(this::publicUrl));
  }

  private Optional<URI> publicUrl(String text) {
    var url = base(text);
    if (url.isEmpty()) {
      violations.add(
          new Violation(
              "listen.url",
              "must be an address without a path, as https://cairn.example.com:8443"));
    }
    return url;
  }

  /** Only what a browser's {@code Origin} holds: scheme, host, and a port that is not the usual. */
  private static Optional<URI> base(String text) {
    try {
      var url = new URI(text);
      int usual = "https".equals(url.getScheme()) ? 443 : 80;
      boolean known = "https".equals(url.getScheme()) || "http".equals(url.getScheme());
      boolean bare = url.getPath() == null || url.getPath().isEmpty() || url.getPath().equals("/");
      if (!known
          || !bare
          || url.getHost() == null
          || url.getRawUserInfo() != null
          || url.getRawQuery() != null
          || url.getRawFragment() != null) {
        return Optional.empty();
      }
      var port = url.getPort() < 0 || url.getPort() == usual ? "" : ":" + url.getPort();
      return Optional.of(
          URI.create(url.getScheme() + "://" + url.getHost().toLowerCase(Locale.ROOT) + port));
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  /** Neither the home nor what encloses it: what is read there is Cairn's own. */
  private List<Path> sources(JsonNode whole, Path home) {
    var all = new ArrayList<Path>();
    for (var text : list(whole, "", "sources")) {
      var path = Path.of(text).normalize();
      if (!path.isAbsolute() || !Files.isDirectory(path)) {
        violations.add(new Violation("sources", text + " is no directory: name it from / on"));
      } else if (isAround(path, home) || isAround(home, path)) {
        violations.add(
            new Violation("sources", text + " lies in Cairn's home " + home + ", or around it"));
      } else {
        all.add(path);
      }
    }
    return all;
  }

  private static boolean isAround(Path outer, Path inner) {
    try {
      return Files.exists(inner) && inner.toRealPath().startsWith(outer.toRealPath());
    } catch (IOException e) {
      return true;
    }
  }

  private List<String> list(JsonNode parent, String prefix, String key) {
    var tree = parent.path(key);
    boolean isList = tree.isArray() && tree.valueStream().allMatch(JsonNode::isValueNode);
    if (!isList && !tree.isMissingNode() && !tree.isNull()) {
      violations.add(new Violation(prefix + key, "must be a list: [ONE, ANOTHER]"));
    }
    return isList ? tree.valueStream().map(JsonNode::asString).toList() : List.of();
  }

  private Optional<Tls> tls(JsonNode tree) {
    var certificate = text("", "listen", "certificate", tree);
    var key = text("", "listen", "key", tree);
    if (certificate.isPresent() != key.isPresent()) {
      violations.add(new Violation("listen", "certificate and key come together"));
    }
    certificate.ifPresent(path -> readable("listen.certificate", path));
    key.ifPresent(path -> readable("listen.key", path));
    return certificate.flatMap(c -> key.map(k -> new Tls(Path.of(c), Path.of(k))));
  }

  private Optional<State> state(JsonNode tree) {
    var url = text("CAIRN_STATE_URL", "state", "url", tree);
    if (url.isEmpty()) {
      return Optional.empty();
    }
    if (!url.get().startsWith("jdbc:postgresql:")) {
      violations.add(new Violation("state.url", "must be a jdbc:postgresql: URL"));
    }
    if (PASSWORD.matcher(url.get()).find()) {
      violations.add(
          new Violation(
              "state.url", "must hold no password: name a file that holds it as passwordFile"));
    }
    var username = text("CAIRN_STATE_USERNAME", "state", "username", tree).orElse("cairn");
    var password =
        text("CAIRN_STATE_PASSWORD_FILE", "state", "passwordFile", tree)
            .flatMap(path -> parse("state.passwordFile", path, ConfigLoader::firstLine))
            .orElse("");
    return Optional.of(new State(url.get(), username, Sensitive.of(password)));
  }

  private Map<String, Path> engines(JsonNode tree) {
    var directories = new HashMap<String, Path>();
    for (var name : tree.propertyNames()) {
      var path = text("", "engines", name, tree);
      path.ifPresent(it -> readable("engines." + name, it));
      path.map(Path::of).ifPresent(it -> directories.put(name, it));
    }
    return directories;
  }

  /** One for each version of each engine, for example {@code postgres-17}. */
  private static Set<String> engineKeys() {
    return Engine.all().stream()
        .flatMap(engine -> engine.versions().stream().map(it -> engine.id() + "-" + it.name()))
        .collect(Collectors.toSet());
  }

  private Applications applications(JsonNode tree) {
    var http = applicationPort(tree, "http");
    var https = applicationPort(tree, "https");
    if (http.filter(port -> port > 0 && https.equals(Optional.of(port))).isPresent()) {
      violations.add(new Violation("applications.https", "must be another port than http"));
    }
    var bind = text("", "applications", "bind", tree).orElse("127.0.0.1");
    if (!BINDS.contains(bind)) {
      violations.add(
          new Violation("applications.bind", "must be one of " + String.join(", ", BINDS)));
    }
    return new Applications(
        bind,
        list(tree, "applications.", "names"),
        http,
        https,
        certificates(tree.path("certificates")));
  }

  private Optional<Integer> applicationPort(JsonNode tree, String key) {
    return text("", "applications", key, tree)
        .flatMap(text -> parse("applications." + key, text, ConfigLoader::port));
  }

  /** Whether the files can be used shows later, as they come and go with each renewal. */
  private List<Tls> certificates(JsonNode tree) {
    boolean isList = tree.isArray() && tree.valueStream().allMatch(JsonNode::isObject);
    if (!isList && !tree.isMissingNode() && !tree.isNull()) {
      violations.add(
          new Violation(
              "applications.certificates", "must be a list: [{certificate: FILE, key: FILE}]"));
    }
    var all = new ArrayList<Tls>();
    for (int i = 0; isList && i < tree.size(); i++) {
      var at = "applications.certificates[" + i + "]";
      var entry = known(tree.path(i), at + ".", Set.of("certificate", "key"));
      var certificate = absolute(at, "certificate", entry);
      var key = absolute(at, "key", entry);
      certificate.ifPresent(c -> key.ifPresent(k -> all.add(new Tls(c, k))));
    }
    return all;
  }

  private Optional<Path> absolute(String parent, String key, JsonNode tree) {
    var path = text("", parent, key, tree).filter(it -> it.startsWith("/") && it.indexOf('\0') < 0);
    if (path.isEmpty()) {
      violations.add(new Violation(parent + "." + key, "must name a file from / on"));
    }
    return path.map(it -> Path.of(it).normalize());
  }

  /** From the environment, else from the file; what is no single value there is told. */
  private Optional<String> text(String variable, String parent, String key, JsonNode tree) {
    var set = environment.get(variable);
    if (set != null && !set.isBlank()) {
      return Optional.of(set);
    }
    var node = tree.path(key);
    if (node.isContainer()) {
      violations.add(new Violation(parent + "." + key, "must be one value"));
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

  private static Optional<Boolean> truth(String text) {
    return switch (text) {
      case "true", "1" -> Optional.of(true);
      case "false", "0" -> Optional.of(false);
      case String other -> Optional.empty();
    };
  }

  private static Optional<InetAddress> address(String text) {
    try {
      return Optional.of(InetAddress.ofLiteral(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> firstLine(String path) {
    try (var lines = Files.lines(Path.of(path))) {
      return lines.findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
