package dev.cairn.service;

import dev.cairn.core.Bytes;
import dev.cairn.core.FirstViolations;
import dev.cairn.core.Periods;
import dev.cairn.core.Suggestions;
import dev.cairn.core.Violation;
import dev.cairn.provider.ReleaseInstance.Limits;
import dev.cairn.provider.ReleaseInstance.Pull;
import dev.cairn.provider.ReleaseInstance.Source;
import dev.cairn.service.ServiceSpec.RuntimeKind;
import java.math.BigDecimal;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The keys of a service under the names that people write, each value as one text. The one way from
 * text to a {@link ServiceSpec} and back: {@code cairn.yaml}, REST, forms, commands, the record of
 * changes and the stored row all take it.
 */
public final class ServiceKeys {
  /** At most one of them is given. */
  public static final List<String> SOURCES = List.of("source", "git", "image");

  /** One entry a line: {@code NAME=value}, or {@code NAME} for the stage's variable. */
  public static final String BUILD_VARIABLES = "buildVariables";

  /** One name a line. */
  public static final String BUILD_SECRETS = "buildSecrets";

  /** One name a line. */
  public static final String HOSTS = "hosts";

  /** Those that are lists in a file. */
  public static final List<String> LISTS = List.of(BUILD_VARIABLES, BUILD_SECRETS, HOSTS);

  /** All, in the order in which people are shown them. */
  public static final List<String> NAMES =
      List.of(
          "source",
          "git",
          "image",
          "pull",
          "directory",
          "dockerfile",
          "build",
          BUILD_VARIABLES,
          BUILD_SECRETS,
          "run",
          "release",
          "port",
          "health",
          HOSTS,
          "accessLog",
          "runtime",
          "healthyWithin",
          "releaseWithin",
          "drainWithin",
          "memory",
          "cpus",
          "shmSize");

  private static final int NO_PORT = 0;

  private final Map<String, String> texts;
  private final List<Violation> violations;

  private ServiceKeys(Map<String, String> texts, List<Violation> violations) {
    this.texts = texts;
    this.violations = violations;
  }

  /** What is given, in the order of {@link #NAMES}. */
  public static Map<String, String> texts(ServiceSpec spec) {
    var all = new TreeMap<String, String>();
    switch (spec.source()) {
      case Source.Directory(Path path) -> all.put("source", path.toString());
      case Source.Git git -> all.put("git", git.written());
      case Source.Image(String name) -> all.put("image", name);
    }
    spec.pull().ifPresent(it -> all.put("pull", word(it)));
    var build = spec.build();
    build.directory().ifPresent(it -> all.put("directory", it));
    build.dockerfile().ifPresent(it -> all.put("dockerfile", it));
    build.command().ifPresent(it -> all.put("build", it));
    all.put(BUILD_VARIABLES, lines(build.variables()));
    all.put(BUILD_SECRETS, String.join("\n", build.secrets()));
    spec.run().ifPresent(it -> all.put("run", it));
    spec.release().ifPresent(it -> all.put("release", it));
    all.put("port", Integer.toString(spec.port()));
    spec.health().ifPresent(it -> all.put("health", it));
    all.put(HOSTS, String.join("\n", spec.access().hosts()));
    all.put("accessLog", spec.access().log() ? "true" : "");
    spec.runtime().ifPresent(it -> all.put("runtime", word(it)));
    spec.waits().healthy().ifPresent(it -> all.put("healthyWithin", Periods.text(it)));
    spec.waits().release().ifPresent(it -> all.put("releaseWithin", Periods.text(it)));
    spec.waits().drain().ifPresent(it -> all.put("drainWithin", Periods.text(it)));
    spec.limits().memory().ifPresent(it -> all.put("memory", it.written()));
    spec.limits().cpus().ifPresent(it -> all.put("cpus", it.toPlainString()));
    spec.limits().shmSize().ifPresent(it -> all.put("shmSize", it.written()));
    var ordered = new LinkedHashMap<String, String>();
    NAMES.stream()
        .filter(name -> !all.getOrDefault(name, "").isEmpty())
        .forEach(name -> ordered.put(name, all.getOrDefault(name, "")));
    return ordered;
  }

  /**
   * What the texts say; a blank one counts as none.
   *
   * @throws dev.cairn.core.ProblemException {@code invalid-service} with all that is wrong, each by
   *     its key
   */
  public static ServiceSpec read(Map<String, String> texts) {
    var violations = new ArrayList<Violation>();
    var spec = read(texts, violations);
    SpecRules.refuse(violations);
    return spec;
  }

  /**
   * As {@link #read(Map)}, without the rules that need more than the text: whether a directory is
   * there, say. Where something is wrong, that is told, and the result is of no use.
   */
  public static ServiceSpec parse(Map<String, String> texts, List<Violation> violations) {
    return new ServiceKeys(texts, violations).spec();
  }

  /** As {@link #read(Map)}, telling what is wrong and not refusing it. */
  public static ServiceSpec read(Map<String, String> texts, List<Violation> violations) {
    var found = new ArrayList<Violation>();
    var spec = parse(texts, found);
    violations.addAll(found.isEmpty() ? SpecRules.violations(spec) : found);
    return spec;
  }

  /** As it was written once, whatever the rules are by now. */
  static ServiceSpec stored(Map<String, String> texts) {
    var violations = new ArrayList<Violation>();
    var spec = new ServiceKeys(texts, violations).spec();
    if (!violations.isEmpty()) {
      throw new IllegalStateException("a stored service cannot be read: " + violations);
    }
    return spec;
  }

  /** The texts after a change. Another kind of source takes the place of the one before. */
  static Map<String, String> changed(
      Map<String, String> before, Map<String, String> set, Set<String> unset) {
    var violations = new FirstViolations();
    var touched = new TreeSet<>(set.keySet());
    touched.addAll(unset);
    for (var name : touched) {
      if (FirstViolations.isFull(violations)) {
        break;
      }
      if (!NAMES.contains(name)) {
        var hint = Suggestions.sentence(name, NAMES, "");
        violations.add(new Violation(name, ("is no key of a service. " + hint).strip()));
      } else if (set.containsKey(name) && unset.contains(name)) {
        violations.add(new Violation(name, "is set and unset at once"));
      }
    }
    SpecRules.refuse(violations);
    var after = new LinkedHashMap<>(before);
    if (SOURCES.stream().anyMatch(set::containsKey)) {
      SOURCES.forEach(after::remove);
    }
    after.putAll(set);
    unset.forEach(after::remove);
    return after;
  }

  /** Names of hosts from one text; what is wrong with them is told. */
  public static List<String> hosts(String text, List<Violation> violations) {
    var hosts = HostNames.parse(text);
    violations.addAll(HostNames.violations(hosts));
    return hosts;
  }

  /** Build variables as one text. What has more than one line is told by its name. */
  public static String lines(List<String> variables, List<Violation> violations) {
    for (var written : variables) {
      if (written.lines().count() > 1) {
        violations.add(
            new Violation(
                BUILD_VARIABLES, "the value of " + nameOf(written) + " must be one line"));
      }
    }
    return String.join("\n", variables);
  }

  private static String nameOf(String written) {
    return written.lines().findFirst().orElse("").replaceAll("=.*", "");
  }

  private static String lines(Map<String, Optional<String>> variables) {
    return variables.entrySet().stream()
        .map(it -> it.getKey() + it.getValue().map(value -> "=" + value).orElse(""))
        .collect(Collectors.joining("\n"));
  }

  /** The same from one text; of a name that stands twice the last counts. */
  public static SortedMap<String, Optional<String>> variables(String lines) {
    var all = new TreeMap<String, Optional<String>>();
    lines
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .forEach(
            line -> {
              int sign = line.indexOf('=');
              all.put(
                  sign < 0 ? line : line.substring(0, sign).strip(),
                  sign < 0 ? Optional.empty() : Optional.of(line.substring(sign + 1)));
            });
    return all;
  }

  /** Names from one text, between spaces, commas or on lines of their own. */
  public static SortedSet<String> names(String text) {
    return Arrays.stream(text.split("[\\s,]+"))
        .filter(name -> !name.isEmpty())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private ServiceSpec spec() {
    return new ServiceSpec(
        source(),
        word("pull", Pull.values()),
        new ServiceSpec.Build(
            text("build"),
            text("directory"),
            text("dockerfile"),
            variables(text(BUILD_VARIABLES).orElse("")),
            names(text(BUILD_SECRETS).orElse(""))),
        text("run"),
        text("release"),
        port(),
        read(
            "health",
            it -> Optional.of(it).filter(path -> path.startsWith("/")),
            "should be a path, beginning with /"),
        word("runtime", RuntimeKind.values()),
        new ServiceSpec.Waits(
            read("healthyWithin", Periods::parse, "should be a duration such as 90s, 5m or 1h"),
            read("releaseWithin", Periods::parse, "should be a duration such as 90s, 5m or 1h"),
            read("drainWithin", Periods::parse, "should be a duration such as 90s, 5m or 1h")),
        new Limits(
            read("memory", Bytes::parse, "should be a size such as 512m or 2g"),
            read("cpus", ServiceKeys::decimal, "should be a number of processors such as 2 or 0.5"),
            read("shmSize", Bytes::parse, "should be a size such as 64m or 1g")),
        new ServiceSpec.Access(
            HostNames.parse(text(HOSTS).orElse("")),
            read("accessLog", ServiceKeys::truth, "should be true or false").orElse(false)));
  }

  private Source source() {
    var given = SOURCES.stream().filter(name -> text(name).isPresent()).toList();
    if (given.size() != 1) {
      wrong(
          "source",
          given.isEmpty()
              ? "is missing: one of source, git and image is needed"
              : "only one of source, git and image can be");
      return new Source.Directory(Path.of("/"));
    }
    var value = text(given.getFirst()).orElseThrow();
    return switch (given.getFirst()) {
      case "git" -> Source.Git.of(value);
      case "image" -> new Source.Image(value);
      default -> directory(value);
    };
  }

  private Source directory(String text) {
    try {
      return new Source.Directory(Path.of(text).normalize());
    } catch (InvalidPathException e) {
      wrong("source", "is no path: " + e.getReason());
      return new Source.Directory(Path.of("/"));
    }
  }

  private int port() {
    var given = text("port");
    if (given.isEmpty()) {
      wrong("port", "is missing: the port that the application listens on");
      return NO_PORT;
    }
    return given
        .filter(it -> it.matches("[0-9]{1,5}"))
        .map(Integer::valueOf)
        .filter(it -> it >= 1 && it <= SpecRules.HIGHEST_PORT)
        .orElseGet(
            () -> {
              wrong("port", "should be a port, 1 to 65535");
              return NO_PORT;
            });
  }

  private static Optional<BigDecimal> decimal(String text) {
    return Optional.of(text)
        .filter(it -> it.matches("[0-9]{1,5}(\\.[0-9]{1,3})?"))
        .map(it -> new BigDecimal(it).stripTrailingZeros())
        // 10 would be written as 1E+1.
        .map(it -> it.scale() < 0 ? it.setScale(0) : it);
  }

  private static Optional<Boolean> truth(String text) {
    return Optional.of(text)
        .filter(it -> it.equals("true") || it.equals("false"))
        .map(Boolean::valueOf);
  }

  private <E extends Enum<E>> Optional<E> word(String key, E[] values) {
    var words = Arrays.stream(values).map(ServiceKeys::word).toList();
    return read(
        key,
        text -> Arrays.stream(values).filter(it -> word(it).equals(text)).findFirst(),
        "should be " + String.join(" or ", words));
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private <T> Optional<T> read(String key, Function<String, Optional<T>> parser, String rule) {
    var given = text(key);
    var found = given.map(String::strip).flatMap(parser);
    if (given.isPresent() && found.isEmpty()) {
      wrong(key, rule);
    }
    return found;
  }

  private Optional<String> text(String key) {
    return Optional.ofNullable(texts.get(key)).filter(it -> !it.isBlank());
  }

  private void wrong(String key, String message) {
    violations.add(new Violation(key, message));
  }
}
