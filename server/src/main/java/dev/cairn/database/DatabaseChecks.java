package dev.cairn.database;

import dev.cairn.core.Bytes;
import dev.cairn.core.Suggestions;
import dev.cairn.core.Violations;
import dev.cairn.engine.Engine;
import dev.cairn.engine.InstanceType;
import dev.cairn.engine.Redis;
import dev.cairn.engine.Tuning;
import dev.cairn.provider.Backup;
import dev.cairn.provider.VersionOffer;
import java.util.List;
import java.util.Optional;

/** What may be asked for; all that is wrong is told at once. */
public final class DatabaseChecks {
  static final Bytes LEAST_STORAGE = Bytes.ofGib(1);
  static final Bytes MOST_STORAGE = Bytes.ofGib(65536);

  private DatabaseChecks() {}

  /** A size, complete and allowed. */
  public record Size(
      String version, InstanceType type, Bytes storage, boolean cacheOnly, Tuning tuning) {}

  /**
   * Completes what is asked for of a replica with what its primary has, and with its settings as
   * they stand now.
   *
   * @param tuning what the primary has beyond its type
   */
  public static Size forReplica(
      Violations wrong,
      Database primary,
      Tuning tuning,
      Optional<String> wantedType,
      Optional<Bytes> wantedStorage) {
    var engine = primary.ref().engine();
    var type = type(wrong, engine, wantedType).orElse(primary.type());
    var storage = wantedStorage.orElse(primary.storage());
    checkStorage(wrong, storage);
    var own = new Tuning(tuning.settings(), List.of(), false);
    TuningChecks.checkFits(wrong, engine, type, own);
    return new Size(primary.version(), type, storage, false, own);
  }

  /**
   * Completes what is asked for with defaults.
   *
   * @param offers versions that can be had there, newest first
   */
  static Size forAdd(DatabaseSpec spec, List<Backup> backups, List<VersionOffer> offers) {
    var engine = spec.ref().engine();
    var names = offers.stream().map(offer -> offer.version().name()).toList();
    var wrong = new Violations();
    var backup = spec.fromBackup().flatMap(name -> findBackup(wrong, name, backups));
    backup.ifPresent(it -> checkFits(wrong, it, spec));
    var version =
        spec.version()
            .or(() -> backup.map(Backup::version))
            .orElseGet(() -> names.isEmpty() ? "" : names.getFirst());
    checkVersion(wrong, engine, version, names);
    var type = type(wrong, engine, spec.type()).orElseGet(() -> engine.types().getFirst());
    var storage = spec.storage().orElseGet(() -> enoughFor(backup));
    checkStorage(wrong, storage);
    backup
        .filter(it -> it.size().compareTo(storage) > 0)
        .ifPresent(
            it ->
                wrong.add(
                    "storage",
                    "storage-too-small",
                    "The backup holds " + it.size() + ", more than " + storage + ".",
                    "Ask for at least " + (it.size().toGib() + 1) + " GiB."));
    if (spec.cacheOnly() && !(engine instanceof Redis)) {
      wrong.add(
          "cacheOnly",
          "cache-only-unsupported",
          "A " + engine.displayName() + " cannot be a cache only: it always keeps its data.",
          "Leave that out, or add a Redis.");
    }
    var given = backup.map(Backup::tuning).orElse(Tuning.NONE);
    TuningChecks.checkFits(wrong, engine, type, given);
    var tuning =
        spec.tuning()
            .map(it -> TuningChecks.normal(wrong, engine, version, type, it).after(given))
            .orElse(given);
    wrong.throwIfAny();
    return new Size(version, type, storage, spec.cacheOnly(), tuning);
  }

  /**
   * Completes what is asked for with what is there.
   *
   * @param tuning what it has beyond its type
   */
  static Size forResize(Database database, Tuning tuning, ResizeSpec spec) {
    var engine = database.ref().engine();
    var wrong = new Violations();
    var type = type(wrong, engine, spec.type()).orElse(database.type());
    var storage = spec.storage().orElse(database.storage());
    checkStorage(wrong, storage);
    if (storage.compareTo(database.storage()) < 0) {
      wrong.add(
          "storage",
          "storage-shrink",
          "The storage of "
              + database.ref()
              + " is "
              + database.storage()
              + " and cannot shrink to "
              + storage
              + ".",
          "Storage only grows. For less, add a database to another stage and move the data.");
    }
    if (wrong.isEmpty() && type.equals(database.type()) && storage.equals(database.storage())) {
      wrong.add(
          "type",
          "nothing-to-change",
          database.ref() + " is " + type.name() + " with " + storage + " already.",
          "Ask for another type, or more storage.");
    }
    var after =
        spec.tuning()
            .map(it -> TuningChecks.normal(wrong, engine, database.version(), type, it))
            .map(it -> it.after(tuning))
            .orElse(tuning);
    TuningChecks.checkFits(wrong, engine, type, after);
    wrong.throwIfAny();
    return new Size(database.version(), type, storage, database.cacheOnly(), after);
  }

  private static Bytes enoughFor(Optional<Backup> backup) {
    var least =
        backup.map(it -> Bytes.ofGib(it.size().toGib() + 1)).orElse(DatabaseSpec.DEFAULT_STORAGE);
    return least.compareTo(DatabaseSpec.DEFAULT_STORAGE) < 0 ? DatabaseSpec.DEFAULT_STORAGE : least;
  }

  private static Optional<Backup> findBackup(Violations wrong, String name, List<Backup> backups) {
    var found = backups.stream().filter(backup -> backup.name().equals(name)).findFirst();
    if (found.isEmpty()) {
      wrong.add(
          "fromBackup",
          "unknown-backup",
          "There is no backup \"" + name + "\".",
          Suggestions.sentence(
              name, backups.stream().map(Backup::name).toList(), "There are no backups."));
    }
    return found;
  }

  private static void checkFits(Violations wrong, Backup backup, DatabaseSpec spec) {
    var engine = spec.ref().engine();
    boolean sameVersion = spec.version().map(backup.version()::equals).orElse(true);
    if (!backup.engine().equals(engine.id()) || !sameVersion) {
      wrong.add(
          "fromBackup",
          "backup-mismatch",
          "The backup "
              + backup.name()
              + " is of "
              + backup.engine()
              + " "
              + backup.version()
              + ", not of "
              + engine.id()
              + " "
              + spec.version().orElse("")
              + ".",
          "Add a database of the backup's engine and version.");
    }
  }

  private static void checkVersion(
      Violations wrong, Engine engine, String version, List<String> names) {
    if (names.isEmpty()) {
      wrong.add(
          "engine",
          "engine-not-here",
          "No " + engine.displayName() + " can be had on this stage's target.",
          "Install one from your system's packages, or choose another target.");
    } else if (!names.contains(version)) {
      wrong.add(
          "version",
          "unknown-version",
          "There is no " + engine.displayName() + " \"" + version + "\" here.",
          choose(version, names));
    }
  }

  private static Optional<InstanceType> type(
      Violations wrong, Engine engine, Optional<String> wanted) {
    var found =
        wanted.flatMap(
            name -> engine.types().stream().filter(it -> it.name().equals(name)).findFirst());
    if (wanted.isPresent() && found.isEmpty()) {
      wrong.add(
          "type",
          "unknown-type",
          "There is no instance type \"" + wanted.get() + "\" for " + engine.displayName() + ".",
          choose(wanted.get(), engine.types().stream().map(InstanceType::name).toList()));
    }
    return found;
  }

  private static String choose(String wanted, List<String> names) {
    var near = Suggestions.near(wanted, names);
    var meant = near.isEmpty() ? "" : "Did you mean " + String.join(" or ", near) + "? ";
    return meant + "Choose one of " + String.join(", ", names) + ".";
  }

  private static void checkStorage(Violations wrong, Bytes storage) {
    if (storage.compareTo(LEAST_STORAGE) < 0
        || storage.compareTo(MOST_STORAGE) > 0
        || !Bytes.ofGib(storage.toGib()).equals(storage)) {
      wrong.add(
          "storage",
          "invalid-storage",
          "A storage of " + storage + " cannot be had.",
          "Ask for a whole number of GiB, 1 to 65536.");
    }
  }
}
