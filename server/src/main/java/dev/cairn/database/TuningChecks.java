package dev.cairn.database;

import dev.cairn.core.Sentence;
import dev.cairn.core.Suggestions;
import dev.cairn.core.Violations;
import dev.cairn.engine.Catalogue;
import dev.cairn.engine.Engine;
import dev.cairn.engine.InstanceType;
import dev.cairn.engine.MySql;
import dev.cairn.engine.Postgres;
import dev.cairn.engine.Redis;
import dev.cairn.engine.Tuning;
import dev.cairn.engine.mysql.MySqlCatalogue;
import dev.cairn.engine.postgres.PostgresCatalogue;
import dev.cairn.engine.postgres.PostgresExtensions;
import dev.cairn.engine.redis.RedisCatalogue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a database may have beyond its type; all that is wrong is told at once. */
final class TuningChecks {
  private TuningChecks() {}

  static Catalogue catalogue(Engine engine) {
    return switch (engine) {
      case Postgres _ -> PostgresCatalogue.ALL;
      case MySql _ -> MySqlCatalogue.ALL;
      case Redis _ -> RedisCatalogue.ALL;
    };
  }

  /** Checks what is asked for, and writes it the one way. */
  static TuningSpec normal(
      Violations wrong, Engine engine, String version, InstanceType type, TuningSpec spec) {
    var settings = new HashMap<String, String>();
    spec.settings()
        .forEach(
            (written, value) -> {
              var name = engine instanceof Redis ? written : written.replace('-', '_');
              checkSetting(wrong, engine, version, type, name, value.strip());
              settings.put(
                  name,
                  catalogue(engine)
                      .find(name)
                      .filter(it -> !value.isBlank() && it.wrong(value.strip(), type).isEmpty())
                      .map(it -> it.normal(value.strip()))
                      .orElse(value.strip()));
            });
    spec.added().forEach(name -> checkExtension(wrong, engine, name));
    if (spec.createsDatabases().orElse(false) && engine instanceof Redis) {
      wrong.add(
          "createDatabases",
          "create-databases-unsupported",
          "A Redis has no databases to create: they are numbered and there.",
          "Leave that out.");
    }
    return new TuningSpec(settings, spec.added(), spec.removed(), spec.createsDatabases());
  }

  private static void checkSetting(
      Violations wrong,
      Engine engine,
      String version,
      InstanceType type,
      String name,
      String value) {
    if (wrong.isFull() || (value.isEmpty() && catalogue(engine).find(name).isPresent())) {
      return;
    }
    catalogue(engine)
        .refusal(name, value, type, major(version))
        .ifPresent(it -> wrong.add("settings." + name, it.code(), it.message(), it.suggestion()));
  }

  /** 0 where it is none that settings differ by. */
  private static int major(String version) {
    return version.matches("\\d{1,3}") ? Integer.parseInt(version) : 0;
  }

  private static void checkExtension(Violations wrong, Engine engine, String name) {
    if (wrong.isFull()) {
      return;
    }
    var refusal = PostgresExtensions.refusal(name);
    if (!(engine instanceof Postgres)) {
      wrong.add(
          "extensions",
          "extensions-unsupported",
          "Only PostgreSQL has extensions, not " + engine.displayName() + ".",
          "Leave them out.");
    } else if (refusal.isPresent()) {
      wrong.add(
          "extensions",
          "extension-refused",
          "Cairn does not add the extension " + name + ": " + Sentence.ended(refusal.get()),
          "See which can be added with: cairn db extension list.");
    } else if (!name.matches("[a-z_][a-z0-9_-]{0,62}")) {
      wrong.add(
          "extensions",
          "unknown-extension",
          "\"" + name + "\" is no name of an extension.",
          Suggestions.sentence(name, PostgresExtensions.names(), ""));
    }
  }

  /** Refuses a type whose memory is too small for a setting that was chosen for another. */
  static void checkFits(Violations wrong, Engine engine, InstanceType type, Tuning tuning) {
    misfits(engine, type, tuning)
        .forEach(
            (name, why) ->
                wrong.add(
                    "type",
                    "setting-does-not-fit",
                    "The setting "
                        + name
                        + " does not fit "
                        + type.name()
                        + ": it "
                        + Sentence.ended(why),
                    "Change it first with cairn db set, or choose a larger type."));
  }

  private static Map<String, String> misfits(Engine engine, InstanceType type, Tuning tuning) {
    var found = new HashMap<String, String>();
    tuning
        .settings()
        .forEach(
            (name, value) ->
                catalogue(engine)
                    .find(name)
                    .flatMap(setting -> setting.wrong(value, type))
                    .ifPresent(why -> found.put(name, why)));
    return found;
  }

  /** Whether a server has to start anew to get from one to the other. */
  static boolean restarts(Engine engine, Tuning before, Tuning after) {
    boolean settings =
        changedNames(before, after).stream()
            .anyMatch(name -> catalogue(engine).find(name).filter(it -> it.restarts()).isPresent());
    return settings || !preloaded(before).equals(preloaded(after));
  }

  static List<String> changedNames(Tuning before, Tuning after) {
    return java.util.stream.Stream.concat(
            before.settings().keySet().stream(), after.settings().keySet().stream())
        .distinct()
        .filter(
            name ->
                !Optional.ofNullable(before.settings().get(name))
                    .equals(Optional.ofNullable(after.settings().get(name))))
        .sorted()
        .toList();
  }

  private static List<String> preloaded(Tuning tuning) {
    return tuning.extensions().stream()
        .filter(name -> PostgresExtensions.find(name).filter(it -> it.preload()).isPresent())
        .toList();
  }
}
