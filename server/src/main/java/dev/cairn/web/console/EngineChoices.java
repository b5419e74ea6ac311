package dev.cairn.web.console;

import dev.cairn.core.Bytes;
import dev.cairn.core.ProblemException;
import dev.cairn.database.DatabaseSpec;
import dev.cairn.engine.Engine;
import dev.cairn.engine.MySql;
import dev.cairn.engine.Postgres;
import dev.cairn.engine.Redis;
import dev.cairn.provider.Backup;
import dev.cairn.provider.VersionOffer;
import dev.cairn.service.GeneratedVariables;
import dev.cairn.web.UseCases;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What there is to choose of each engine on this machine, in words. */
final class EngineChoices {
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMM uuuu", Locale.ENGLISH);

  private final UseCases use;
  private final Pages pages;

  EngineChoices(UseCases use, Pages pages) {
    this.use = use;
    this.pages = pages;
  }

  /**
   * All engines.
   *
   * @param taken those that the stage has already
   */
  List<AddDatabaseView.EnginePanel> panels(List<Engine> taken) {
    var backups = use.databases().listBackups();
    return Engine.all().stream()
        .map(engine -> panel(engine, taken.contains(engine), backups))
        .toList();
  }

  private AddDatabaseView.EnginePanel panel(Engine engine, boolean taken, List<Backup> backups) {
    var offers = taken ? List.<VersionOffer>of() : offers(engine);
    return new AddDatabaseView.EnginePanel(
        engine.id(),
        engine.displayName(),
        description(engine),
        taken ? "This stage has one" : offers.isEmpty() ? "Cannot be had on this machine" : "",
        offers.stream().map(this::choice).toList(),
        types(engine),
        backups.stream()
            .filter(backup -> backup.engine().equals(engine.id()))
            .map(this::choice)
            .toList(),
        GeneratedVariables.names(engine),
        engine instanceof Redis);
  }

  private List<VersionOffer> offers(Engine engine) {
    try {
      return use.provider().versions(engine);
    } catch (ProblemException nowhere) {
      return List.of();
    }
  }

  private static String description(Engine engine) {
    return switch (engine) {
      case Postgres _ -> "Tables and SQL, with JSON and full text";
      case MySql _ -> "Tables and SQL, known to most frameworks";
      case Redis _ -> "Keys and values in memory: cache, counters, queues";
    };
  }

  static List<AddDatabaseView.TypeChoice> types(Engine engine) {
    return engine.types().stream()
        .map(
            type ->
                new AddDatabaseView.TypeChoice(
                    type.name(), type.memory().toString(), Integer.toString(type.vcpus())))
        .toList();
  }

  private AddDatabaseView.VersionChoice choice(VersionOffer offer) {
    var until = offer.version().maintainedUntil();
    var today = LocalDate.ofInstant(pages.now(), ZoneId.systemDefault());
    boolean ended = until.filter(day -> day.isBefore(today)).isPresent();
    return new AddDatabaseView.VersionChoice(
        offer.version().name(),
        offer.source(),
        until
            .map(
                day ->
                    (ended ? "End of life since " : "Maintained until ")
                        + DAY.format(day)
                        + (ended ? ": no more fixes" : ""))
            .orElse("Maintained, with no end announced"),
        ended);
  }

  private AddDatabaseView.BackupChoice choice(Backup backup) {
    return new AddDatabaseView.BackupChoice(
        backup.name(),
        "%s, version %s, %s, %s"
            .formatted(
                backup.origin(),
                backup.version(),
                backup.size(),
                pages.when(backup.createdAt()).text()));
  }

  /** What the form holds at first: defaults of each engine, and one engine chosen. */
  Map<String, String> defaults(
      List<AddDatabaseView.EnginePanel> panels, Optional<String> wantedBackup) {
    var values = new TreeMap<String, String>();
    var backup =
        wantedBackup.flatMap(
            name ->
                use.databases().listBackups().stream()
                    .filter(it -> it.name().equals(name))
                    .findFirst());
    for (var panel : panels) {
      panel.versions().stream()
          .findFirst()
          .ifPresent(it -> values.put(panel.field("version"), it.name()));
      values.put(panel.field("type"), panel.types().getFirst().name());
      values.put(panel.field("storage"), Long.toString(DatabaseSpec.DEFAULT_STORAGE.toGib()));
      backup
          .filter(it -> it.engine().equals(panel.id()))
          .ifPresent(
              it -> {
                values.put(panel.field("version"), it.version());
                values.put(panel.field("fromBackup"), it.name());
                values.put(panel.field("storage"), Long.toString(storage(it)));
              });
    }
    backup
        .map(Backup::engine)
        .or(
            () ->
                panels.stream()
                    .filter(AddDatabaseView.EnginePanel::available)
                    .findFirst()
                    .map(AddDatabaseView.EnginePanel::id))
        .ifPresent(id -> values.put("engine." + id, "yes"));
    return values;
  }

  private static long storage(Backup backup) {
    return Math.max(DatabaseSpec.DEFAULT_STORAGE.toGib(), backup.size().toGib() + 1);
  }

  /** What a database of an engine is where nobody chooses: version, type, storage. */
  static String defaultText(AddDatabaseView.EnginePanel panel) {
    return "Version %s, %s, %s"
        .formatted(
            panel.versions().getFirst().name(),
            panel.types().getFirst().name(),
            Bytes.ofGib(DatabaseSpec.DEFAULT_STORAGE.toGib()));
  }
}
