package dev.cairn.manifest;

import dev.cairn.core.Bytes;
import dev.cairn.core.FirstViolations;
import dev.cairn.core.Name;
import dev.cairn.core.Problem;
import dev.cairn.core.Suggestions;
import dev.cairn.core.Violation;
import dev.cairn.database.TuningSpec;
import dev.cairn.engine.Engine;
import dev.cairn.engine.EngineVersion;
import dev.cairn.engine.InstanceType;
import dev.cairn.engine.Redis;
import dev.cairn.service.ServiceKeys;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** From the text of a {@code cairn.yaml} to what it says. All mistakes are told together. */
final class ManifestReader {
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Pattern GIB = Pattern.compile("([0-9]{1,7})( ?GiB)?");
  private static final Name PLACEHOLDER = new Name("x");

  private final List<Violation> violations = new FirstViolations();
  private final Optional<Path> baseDirectory;

  private ManifestReader(Optional<Path> baseDirectory) {
    this.baseDirectory = baseDirectory;
  }

  /**
   * Reads.
   *
   * @param baseDirectory where relative sources begin
   * @throws dev.cairn.core.ProblemException {@code invalid-yaml}, {@code invalid-manifest}
   */
  static Manifest read(String yaml, Optional<Path> baseDirectory) {
    var reader = new ManifestReader(baseDirectory);
    var manifest = reader.manifest(YamlNode.parse(yaml, reader.violations));
    if (!reader.violations.isEmpty()) {
      int count = reader.violations.size();
      throw Problem.invalid(
              "invalid-manifest",
              "cairn.yaml has "
                  + (count == 1 ? "a mistake: " : count + " mistakes: ")
                  + String.join(
                      "; ", reader.violations.stream().map(ManifestReader::words).toList())
                  + ".",
              "Correct the file and try again; nothing was changed.")
          .withViolations(reader.violations)
          .toException();
    }
    return manifest;
  }

  private static String words(Violation violation) {
    return (violation.field() + ", " + violation.message()).replaceAll("[.]$", "");
  }

  private Manifest manifest(YamlNode node) {
    var fields = YamlFields.of("", node, violations);
    var stack = name(fields, "stack", node);
    var service =
        fields
            .node("service")
            .map(it -> new ServiceReader(violations, baseDirectory).read("service", it));
    var stages = new ArrayList<Manifest.StageEntry>();
    var names = new HashSet<Name>();
    for (var item : fields.list("stages")) {
      if (FirstViolations.isFull(violations)) {
        break;
      }
      var path = "stages[" + stages.size() + "]";
      var stage = stage(stack, path, item);
      if (!names.add(stage.name()) && !stage.name().equals(PLACEHOLDER)) {
        wrong(path + ".name", item, "the stage " + stage.name() + " stands twice");
      }
      stages.add(stage);
    }
    fields.finish();
    var manifest = new Manifest(stack, service, stages);
    refuseSameHosts(manifest, node);
    return manifest;
  }

  /** The service's names are those of each stage that has none of its own. */
  private void refuseSameHosts(Manifest manifest, YamlNode node) {
    var seen = new HashSet<String>();
    for (var stage : manifest.stages()) {
      var hosts = manifest.serviceOf(stage).map(it -> it.access().hosts()).orElse(List.of());
      hosts.stream()
          .filter(host -> !seen.add(host))
          .forEach(
              host ->
                  wrong(
                      ServiceKeys.HOSTS,
                      node,
                      host + " would be a name of two stages: give each its own hosts"));
    }
  }

  private Manifest.StageEntry stage(Name stack, String path, YamlNode node) {
    var fields = YamlFields.of(path, node, violations);
    var name = name(fields, "name", node);
    var target = fields.text("target");
    var region = fields.text("region");
    var databases = new ArrayList<Manifest.DatabaseEntry>();
    var engines = new HashSet<Engine>();
    var items = fields.list("databases");
    for (int i = 0; i < items.size() && !FirstViolations.isFull(violations); i++) {
      var item = items.get(i);
      var at = path + ".databases[" + i + "]";
      database(stack, at, item)
          .ifPresent(
              database -> {
                if (!engines.add(database.engine())) {
                  wrong(at, item, "a stage has at most one " + database.engine().displayName());
                }
                databases.add(database);
              });
    }
    var bastion = flag(fields, "bastion");
    var variables = fields.node("variables").map(it -> variables(path, it)).orElse(Map.of());
    var hosts = fields.node(ServiceKeys.HOSTS).map(it -> ServiceReader.hosts(fields, it));
    fields.finish();
    return new Manifest.StageEntry(
        name, target, region, databases, bastion.orElse(false), variables, hosts);
  }

  private Optional<Manifest.DatabaseEntry> database(Name stack, String path, YamlNode node) {
    if (node instanceof YamlNode.Scalar scalar) {
      return engine(path, scalar)
          .map(
              engine ->
                  new Manifest.DatabaseEntry(
                      engine,
                      Optional.empty(),
                      Optional.empty(),
                      Optional.empty(),
                      Optional.empty(),
                      Optional.empty(),
                      Optional.empty(),
                      Optional.empty(),
                      TuningSpec.NONE));
    }
    var fields = YamlFields.of(path, node, violations);
    var written = fields.scalar("engine");
    var engine = written.flatMap(it -> engine(fields.at("engine"), it));
    if (written.isEmpty() && node instanceof YamlNode.Mapping) {
      wrong(path, node, "says no engine");
    }
    var version = fields.scalar("version");
    var type = fields.scalar("type");
    var storage = fields.scalar("storage").flatMap(it -> storage(fields, it));
    var cacheOnly = flag(fields, "cacheOnly");
    var attached =
        fields
            .node("attached")
            .map(it -> AttachedReader.read(fields.at("attached"), it, violations));
    var replicaOf = new ReferenceReader(stack, fields, "replicaOf").read(engine);
    var readsFrom = new ReferenceReader(stack, fields, "readsFrom").read(engine);
    var tuning = TuningReader.read(fields, flag(fields, "createDatabases"));
    fields.finish();
    if (attached.isPresent()
        && (!tuning.isEmpty()
            || version.isPresent()
            || type.isPresent()
            || storage.isPresent()
            || cacheOnly.isPresent())) {
      wrong(
          fields.at("attached"),
          node,
          "version, type, storage, cacheOnly, settings and extensions are not Cairn's to choose for"
              + " an attached database");
    }
    if (attached.isPresent() && readsFrom.isPresent()) {
      wrong(fields.at("readsFrom"), node, "an attached database has no replicas to read from");
    }
    if (replicaOf.isPresent()) {
      refuseOfPrimary(fields, node, tuning, attached.isPresent());
    }
    engine.ifPresent(
        it -> {
          if (cacheOnly.orElse(false) && !(it instanceof Redis)) {
            wrong(fields.at("cacheOnly"), node, it.displayName() + " cannot be a cache only");
          }
          var versions = it.versions().stream().map(EngineVersion::name).toList();
          version.ifPresent(v -> oneOf(fields, "version", v, versions));
          type.ifPresent(
              t -> oneOf(fields, "type", t, it.types().stream().map(InstanceType::name).toList()));
        });
    return engine.map(
        it ->
            new Manifest.DatabaseEntry(
                it,
                version.map(YamlNode.Scalar::text),
                type.map(YamlNode.Scalar::text),
                storage,
                cacheOnly,
                attached,
                replicaOf,
                readsFrom,
                tuning));
  }

  /** What is the primary's to say. */
  private void refuseOfPrimary(
      YamlFields fields, YamlNode node, TuningSpec tuning, boolean isAttached) {
    for (var key : List.of("version", "cacheOnly", "extensions", "createDatabases")) {
      boolean isWritten =
          key.equals("extensions") ? !tuning.added().isEmpty() : fields.node(key).isPresent();
      if (isWritten) {
        wrong(fields.at(key), node, "a replica has that of its primary: leave it out");
      }
    }
    if (isAttached) {
      wrong(fields.at("attached"), node, "a database is attached or a replica, not both");
    }
  }

  private Optional<Engine> engine(String path, YamlNode.Scalar written) {
    return EngineReader.read(written.text(), it -> wrong(path, written, it));
  }

  private static void oneOf(
      YamlFields fields, String key, YamlNode.Scalar written, List<String> choices) {
    if (!choices.contains(written.text())) {
      var near = Suggestions.near(written.text(), choices);
      fields.wrong(
          key,
          written,
          "there is no "
              + key
              + " \""
              + written.text()
              + "\". "
              + (near.isEmpty() ? "" : "Did you mean " + String.join(" or ", near) + "? ")
              + "Choose one of "
              + String.join(", ", choices)
              + ".");
    }
  }

  private static Optional<Boolean> flag(YamlFields fields, String key) {
    var written = fields.scalar(key);
    written
        .filter(it -> !it.text().equals("true") && !it.text().equals("false"))
        .ifPresent(it -> fields.wrong(key, it, "should be true or false"));
    return written.map(it -> it.text().equals("true"));
  }

  private Optional<Bytes> storage(YamlFields fields, YamlNode.Scalar written) {
    var match = GIB.matcher(written.text());
    long gib = match.matches() ? Long.parseLong(match.group(1)) : 0;
    if (gib < 1 || gib > 65536) {
      fields.wrong("storage", written, "should be a whole number of GiB, 1 to 65536");
      return Optional.empty();
    }
    return Optional.of(Bytes.ofGib(gib));
  }

  private Map<String, String> variables(String stage, YamlNode node) {
    var path = stage + ".variables";
    var all = new LinkedHashMap<String, String>();
    if (node instanceof YamlNode.Scalar scalar && scalar.isNothing()) {
      return all;
    }
    if (!(node instanceof YamlNode.Mapping mapping)) {
      wrong(path, node, "should be a map of names and values");
      return all;
    }
    mapping
        .entries()
        .forEach(
            (name, value) -> {
              if (!VARIABLE.matcher(name).matches()) {
                wrong(
                    path + "." + name,
                    value,
                    "is no name of a variable: letters, digits and _, the first no digit");
              }
              if (value instanceof YamlNode.Scalar scalar) {
                all.put(name, scalar.text());
              } else {
                wrong(path + "." + name, value, "should be one value");
              }
            });
    return all;
  }

  private Name name(YamlFields fields, String key, YamlNode owner) {
    var written = fields.scalar(key);
    if (written.isEmpty()) {
      if (owner instanceof YamlNode.Mapping) {
        fields.wrong(key, owner, "is missing");
      }
      return PLACEHOLDER;
    }
    if (!Name.isValid(written.get().text())) {
      fields.wrong(
          key, written.get(), "\"" + written.get().text() + "\" is no name: one " + Name.RULE);
      return PLACEHOLDER;
    }
    return new Name(written.get().text());
  }

  private void wrong(String path, YamlNode node, String message) {
    violations.add(new Violation(path, "line " + node.line() + ": " + message));
  }
}
