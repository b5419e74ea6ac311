package dev.cairn.manifest;

import dev.cairn.core.Name;
import dev.cairn.core.StageRef;
import dev.cairn.database.Attachments;
import dev.cairn.database.Database;
import dev.cairn.database.Databases;
import dev.cairn.database.Tunings;
import dev.cairn.replication.reader.Readers;
import dev.cairn.service.Service;
import dev.cairn.service.ServiceKeys;
import dev.cairn.service.ServiceSpec;
import dev.cairn.service.Services;
import dev.cairn.service.Variable;
import dev.cairn.service.Variables;
import dev.cairn.stack.Stacks;
import dev.cairn.stack.Stage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.DumpSettings;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/** Writes the {@code cairn.yaml} of a living stack. */
final class Export {
  /** YAML's scanner takes these for the ends of lines, and its emitter writes them as they are. */
  private static final Pattern BREAKS_LINES = Pattern.compile("[\\x80-\\x9f\\u2028\\u2029\\ufeff]");

  private final Stacks stacks;
  private final Databases databases;
  private final Readers readers;
  private final Attachments attachments;
  private final Tunings tunings;
  private final Services services;
  private final Variables variables;
  private final List<String> comments = new ArrayList<>();

  Export(
      Stacks stacks,
      Databases databases,
      Readers readers,
      Attachments attachments,
      Tunings tunings,
      Services services,
      Variables variables) {
    this.stacks = stacks;
    this.databases = databases;
    this.readers = readers;
    this.attachments = attachments;
    this.tunings = tunings;
    this.services = services;
    this.variables = variables;
  }

  String of(Name stack) {
    var stages = stacks.listStages(stack);
    var all = new LinkedHashMap<String, Object>();
    all.put("stack", stack.value());
    service(stages, all);
    all.put("stages", stages.stream().map(this::stage).toList());
    var head = new StringBuilder();
    comments.forEach(line -> head.append("# ").append(line).append('\n'));
    return head + write(all);
  }

  /** As {@link YamlText} reads it back: each text the same, whatever is in it. */
  static String write(Map<String, Object> all) {
    var yaml = mapper(true).writeValueAsString(all);
    return BREAKS_LINES.matcher(yaml).find() ? mapper(false).writeValueAsString(all) : yaml;
  }

  /** Without Unicode in clear, every text that has some is quoted and escaped. */
  private static YAMLMapper mapper(boolean unicode) {
    var settings =
        DumpSettings.builder()
            .setUseUnicodeEncoding(unicode)
            .setExplicitStart(false)
            .setSplitLines(false)
            .build();
    return YAMLMapper.builder(YAMLFactory.builder().dumperOptions(settings).build())
        .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
        .enable(YAMLWriteFeature.MINIMIZE_QUOTES)
        .enable(YAMLWriteFeature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
        .build();
  }

  /** A file holds one service for all stages; where theirs differ, that is said. */
  private void service(List<Stage> stages, Map<String, Object> all) {
    var found = stages.stream().flatMap(stage -> services.find(stage.ref()).stream()).toList();
    if (found.isEmpty()) {
      return;
    }
    var spec = found.getFirst().spec();
    found.stream()
        .filter(service -> !service.spec().withHosts(spec.access().hosts()).equals(spec))
        .map(Service::stage)
        .forEach(
            stage ->
                comments.add(
                    "The application of " + stage + " is set up otherwise than written here."));
    all.put("service", service(spec.withHosts(List.of())));
  }

  private static Map<String, Object> service(ServiceSpec spec) {
    var all = new LinkedHashMap<String, Object>(ServiceKeys.texts(spec));
    all.put("port", spec.port());
    spec.limits().cpus().ifPresent(it -> all.put("cpus", it));
    if (spec.access().log()) {
      all.put("accessLog", true);
    }
    for (var key : ServiceKeys.LISTS) {
      all.computeIfPresent(key, (name, lines) -> lines.toString().lines().toList());
    }
    return all;
  }

  private Map<String, Object> stage(Stage stage) {
    var all = new LinkedHashMap<String, Object>();
    all.put("name", stage.ref().stage().value());
    all.put("target", stage.target());
    all.put("region", stage.region());
    var hosts = services.find(stage.ref()).map(it -> it.spec().access().hosts()).orElse(List.of());
    if (!hosts.isEmpty()) {
      all.put(ServiceKeys.HOSTS, hosts);
    }
    var found = databases.list(stage.ref()).stream().map(this::database).toList();
    if (!found.isEmpty()) {
      all.put("databases", found);
    }
    var set = variables(stage.ref());
    if (!set.isEmpty()) {
      all.put("variables", set);
    }
    return all;
  }

  private Map<String, Object> database(Database database) {
    var all = new LinkedHashMap<String, Object>();
    all.put("engine", database.ref().engine().id());
    if (database.origin() == Database.Origin.ATTACHED) {
      all.put("attached", attached(database));
      return all;
    }
    database
        .primary()
        .ifPresentOrElse(
            it -> all.put("replicaOf", it.toString()),
            () -> all.put("version", database.version()));
    readers.chosen(database.ref()).ifPresent(it -> all.put("readsFrom", it.toString()));
    all.put("type", database.type().name());
    all.put("storage", database.storage().toGib());
    if (database.cacheOnly()) {
      all.put("cacheOnly", true);
    }
    var tuning = tunings.get(database.ref());
    if (!tuning.settings().isEmpty()) {
      all.put("settings", tuning.settings());
    }
    if (!tuning.extensions().isEmpty()) {
      all.put("extensions", tuning.extensions());
    }
    if (tuning.createsDatabases()) {
      all.put("createDatabases", true);
    }
    return all;
  }

  /** The password is named as a variable that who applies the file has to set. */
  private Map<String, Object> attached(Database database) {
    var attachment = attachments.get(database.ref());
    var all = new LinkedHashMap<String, Object>();
    all.put("host", attachment.host());
    all.put("port", attachment.port());
    all.put("database", attachment.database());
    all.put("username", attachment.username());
    var name =
        database.ref().toString().replaceAll("[^a-z0-9]", "_").toUpperCase(Locale.ROOT)
            + "_PASSWORD";
    all.put("password", "env:" + name);
    all.put("tls", attachment.tls().name().toLowerCase(Locale.ROOT));
    attachment.givenAuthority().ifPresent(pem -> all.put("ca", pem));
    comments.add(
        "The password of "
            + database.ref()
            + " is not written here: set "
            + name
            + " where it has to be attached anew.");
    return all;
  }

  /** Literals that are secrets themselves do not belong into a file that people share. */
  private Map<String, String> variables(StageRef stage) {
    var all = new LinkedHashMap<String, String>();
    for (var variable : variables.list(stage)) {
      switch (variable.origin()) {
        case Variable.Origin.Generated(var database) -> {}
        case Variable.Origin.SecretReference(var secret, var key) ->
            all.put(variable.name(), "secret:" + secret + "#" + key);
        case Variable.Origin.Literal() -> {
          if (variable.secret()) {
            comments.add(
                "The variable "
                    + variable.name()
                    + " of "
                    + stage
                    + " is secret: its value is not written here.");
          } else {
            all.put(variable.name(), variable.value().reveal());
          }
        }
      }
    }
    return all;
  }
}
