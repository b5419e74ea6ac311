package dev.cairn.database;

import dev.cairn.activity.Activity;
import dev.cairn.core.Actor;
import dev.cairn.core.Problem;
import dev.cairn.core.Role;
import dev.cairn.core.Violations;
import dev.cairn.database.plan.TuneDatabase;
import dev.cairn.db.StateDatabase;
import dev.cairn.engine.Postgres;
import dev.cairn.engine.Setting;
import dev.cairn.engine.Tuning;
import dev.cairn.engine.postgres.PostgresExtensions;
import dev.cairn.operation.NewOperation;
import dev.cairn.operation.Operation;
import dev.cairn.operation.Operations;
import dev.cairn.provider.Extension;
import dev.cairn.secret.Secrets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Use cases of what a database has beyond its instance type: settings, extensions, rights. */
public final class Tunings {
  private static final String BY_ITSELF = "as by its type";

  private final StateDatabase state;
  private final Operations operations;
  private final Activity activity;
  private final Targets targets;
  private final Databases databases;
  private final DesiredDatabases desired;

  public Tunings(
      StateDatabase state,
      Secrets secrets,
      Operations operations,
      Activity activity,
      Targets targets,
      Databases databases) {
    this.state = state;
    this.operations = operations;
    this.activity = activity;
    this.targets = targets;
    this.databases = databases;
    this.desired = new DesiredDatabases(state, secrets, activity);
  }

  /**
   * A setting of a database.
   *
   * @param rule what may be written
   * @param inForce as its engine says it; empty where it does not answer or know it
   * @param chosen empty where nobody chose it
   */
  public record SettingNow(
      Setting setting, String rule, Optional<String> inForce, Optional<String> chosen) {}

  /** One thing that changes, from what to what. */
  public record Change(String name, String before, String after, boolean restarts) {}

  /** What a change would do. */
  public record Preview(List<Change> changes, boolean restarts, List<String> notes) {}

  public Tuning get(DatabaseRef ref) {
    return desired.tuning(databases.get(ref));
  }

  /** All that can be chosen, in the order of the screens. */
  public List<SettingNow> settings(DatabaseRef ref) {
    var database = untold(ref);
    var chosen = desired.tuning(database).settings();
    var found = targets.of(ref.stage()).settings(database.identifier());
    return TuningChecks.catalogue(ref.engine()).settings().stream()
        .filter(
            it -> found.isEmpty() || found.containsKey(it.name()) || chosen.containsKey(it.name()))
        .map(
            it ->
                new SettingNow(
                    it,
                    it.rule(database.type()),
                    Optional.ofNullable(found.get(it.name())).map(it::shown),
                    Optional.ofNullable(chosen.get(it.name()))))
        .toList();
  }

  public List<ExtensionNow> extensions(DatabaseRef ref) {
    var database = untold(ref);
    requirePostgres(ref);
    var ours = desired.tuning(database).extensions();
    var found =
        targets.of(ref.stage()).extensions(database.identifier()).stream()
            .collect(
                Collectors.toMap(
                    Extension::name, Function.identity(), (a, b) -> a, LinkedHashMap::new));
    var all = new ArrayList<ExtensionNow>();
    found.values().forEach(it -> all.add(ExtensionNow.of(it, ours.contains(it.name()))));
    if (!found.isEmpty()) {
      PostgresExtensions.names().stream()
          .filter(name -> !found.containsKey(name))
          .forEach(name -> all.add(ExtensionNow.missing(name, database.version())));
    }
    return all;
  }

  private static void requirePostgres(DatabaseRef ref) {
    if (!(ref.engine() instanceof Postgres)) {
      throw Problem.invalid(
              "extensions-unsupported",
              "Only PostgreSQL has extensions, not " + ref.engine().displayName() + ".",
              "Settings of it are changed with cairn db set.")
          .toException();
    }
  }

  private Database untold(DatabaseRef ref) {
    var database = databases.get(ref);
    AttachedRefusal.check(database);
    return database;
  }

  /** What of it is not so already. Values that are wrong stay, to be refused. */
  public TuningSpec differing(Database database, TuningSpec spec) {
    var before = desired.tuning(database);
    var normal =
        TuningChecks.normal(
            new Violations(), database.ref().engine(), database.version(), database.type(), spec);
    var settings = new LinkedHashMap<String, String>();
    normal
        .settings()
        .forEach(
            (name, value) -> {
              if (!before.settings().getOrDefault(name, "").equals(value)) {
                settings.put(name, value);
              }
            });
    return new TuningSpec(
        settings,
        spec.added().stream().filter(name -> !before.extensions().contains(name)).toList(),
        spec.removed().stream().filter(before.extensions()::contains).toList(),
        spec.createsDatabases().filter(it -> it != before.createsDatabases()));
  }

  /** What {@link #change} would do, or its refusal; changes nothing. */
  public Preview preview(DatabaseRef ref, TuningSpec spec) {
    var database = untold(ref);
    var before = desired.tuning(database);
    return preview(database, before, after(database, before, spec));
  }

  private static Preview preview(Database database, Tuning before, Tuning after) {
    var engine = database.ref().engine();
    var catalogue = TuningChecks.catalogue(engine);
    var changes = new ArrayList<Change>();
    for (var name : TuningChecks.changedNames(before, after)) {
      changes.add(
          new Change(
              name,
              before.settings().getOrDefault(name, BY_ITSELF),
              after.settings().getOrDefault(name, BY_ITSELF),
              catalogue.find(name).filter(Setting::restarts).isPresent()));
    }
    var notes = new ArrayList<String>();
    after.extensions().stream()
        .filter(name -> !before.extensions().contains(name))
        .forEach(name -> changes.add(extension(name, "not there", "added")));
    before.extensions().stream()
        .filter(name -> !after.extensions().contains(name))
        .forEach(name -> changes.add(extension(name, "there", "removed")));
    if (before.createsDatabases() != after.createsDatabases()) {
      changes.add(
          new Change(
              "createDatabases",
              String.valueOf(before.createsDatabases()),
              String.valueOf(after.createsDatabases()),
              false));
      if (!after.createsDatabases()) {
        notes.add(
            "Databases that the application created stay, count to the storage, and cannot be"
                + " reached until this is on again.");
      }
    }
    boolean restarts = TuningChecks.restarts(engine, before, after);
    if (restarts) {
      notes.add(
          "The database restarts: connections drop for a moment and the application is checked"
              + " afterwards. It stays deployed and reachable.");
    } else if (!changes.isEmpty()) {
      notes.add("Nothing restarts and no connection drops. New connections have the change.");
    }
    return new Preview(changes, restarts, notes);
  }

  private static Change extension(String name, String before, String after) {
    return new Change(
        "extension " + name,
        before,
        after,
        PostgresExtensions.find(name).filter(it -> it.preload()).isPresent());
  }

  private static Tuning after(Database database, Tuning before, TuningSpec spec) {
    ReplicaRefusal.check(database, spec);
    var wrong = new Violations();
    var normal =
        TuningChecks.normal(
            wrong, database.ref().engine(), database.version(), database.type(), spec);
    wrong.throwIfAny();
    for (var name : spec.removed()) {
      if (!before.extensions().contains(name)) {
        throw Problem.notFound(
                "unknown-extension",
                "Cairn did not add the extension " + name + " to " + database.ref() + ".",
                "One that the application created is its own to drop, with DROP EXTENSION.")
            .toException();
      }
    }
    return normal.after(before);
  }

  /** Refuses what {@link #change} would refuse. */
  public void check(DatabaseRef ref, TuningSpec spec) {
    var _ = preview(ref, spec);
  }

  /** Refuses extensions to whoever may not add them: they run code as the server itself. */
  public static void requireAllowed(Actor actor, DatabaseRef ref, TuningSpec spec) {
    if ((!spec.added().isEmpty() || !spec.removed().isEmpty()) && actor.role() != Role.ADMIN) {
      throw new Problem(
              Problem.Kind.FORBIDDEN,
              "not-allowed",
              "User " + actor.name() + " may not change the extensions of " + ref + ".",
              "Ask an admin: an extension runs code in the database's server.",
              List.of())
          .toException();
    }
  }

  public Operation change(
      Actor actor, DatabaseRef ref, TuningSpec spec, Optional<String> idempotencyKey) {
    requireAllowed(actor, ref, spec);
    refuseUnavailable(ref, spec);
    return state.transaction(
        transaction -> {
          var known =
              operations.findRepeated(
                  transaction, actor, idempotencyKey, TuneDatabase.KIND, ref.toString());
          if (known.isPresent()) {
            return known.get();
          }
          var database = databases.getUntouched(transaction, ref);
          var before = desired.tuning(transaction, database);
          var after = after(database, before, spec);
          var preview = preview(database, before, after);
          if (preview.changes().isEmpty()) {
            throw Problem.invalid(
                    "nothing-to-change",
                    ref + " is so already.",
                    "See how it is with cairn db settings " + ref + ".")
                .toException();
          }
          if (targets.isMissing(database)) {
            throw RestartDatabase.missing(database).toException();
          }
          var operation =
              operations.open(
                  transaction,
                  new NewOperation(
                      TuneDatabase.plan(!desired.replicas(database).isEmpty(), preview.restarts()),
                      ref.toString(),
                      "Change the " + ref.engine().displayName() + " of " + ref.stage(),
                      actor,
                      Map.of(
                          "identifier",
                          database.identifier(),
                          ApplyTuning.TUNING,
                          after.text(),
                          ApplyTuning.TUNING + ApplyTuning.BEFORE,
                          before.text()),
                      idempotencyKey));
          transaction
              .attach(DatabaseStore.class)
              .tune(database.identifier(), after.text(), operation.id());
          activity.record(transaction, actor, TuneDatabase.KIND, ref.toString(), said(preview));
          return operation;
        });
  }

  private static Map<String, String> said(Preview preview) {
    var said = new LinkedHashMap<String, String>();
    preview
        .changes()
        .forEach(
            it -> {
              said.put(it.name() + ".before", it.before());
              said.put(it.name(), it.after());
            });
    return said;
  }

  /** One that the server cannot have, is refused before anything restarts for it. */
  private void refuseUnavailable(DatabaseRef ref, TuningSpec spec) {
    if (spec.added().isEmpty()) {
      return;
    }
    var known =
        extensions(ref).stream().collect(Collectors.toMap(ExtensionNow::name, Function.identity()));
    for (var name : spec.added()) {
      var found = Optional.ofNullable(known.get(name));
      // What is refused everywhere is told by its own reason, with all else that is wrong.
      boolean refusedAnyway = PostgresExtensions.refusal(name).isPresent();
      if (!known.isEmpty() && !refusedAnyway && found.filter(ExtensionNow::mayAdd).isEmpty()) {
        throw Problem.invalid(
                "extension-not-here",
                "The extension "
                    + name
                    + " cannot be added to "
                    + ref
                    + ": "
                    + found.map(ExtensionNow::state).orElse("this server knows no such extension")
                    + ".",
                "See what it can have with: cairn db extension list " + ref + ".")
            .toException();
      }
    }
  }
}
