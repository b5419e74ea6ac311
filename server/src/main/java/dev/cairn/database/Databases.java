package dev.cairn.database;

import dev.cairn.activity.Activity;
import dev.cairn.core.Actor;
import dev.cairn.core.Problem;
import dev.cairn.core.Sensitive;
import dev.cairn.core.StageRef;
import dev.cairn.core.Suggestions;
import dev.cairn.database.plan.AddDatabase;
import dev.cairn.database.plan.RemoveDatabase;
import dev.cairn.database.plan.ResizeDatabase;
import dev.cairn.db.StateDatabase;
import dev.cairn.db.Transaction;
import dev.cairn.engine.ClientAdvice;
import dev.cairn.engine.Engine;
import dev.cairn.engine.Tuning;
import dev.cairn.operation.NewOperation;
import dev.cairn.operation.Operation;
import dev.cairn.operation.Operations;
import dev.cairn.provider.Backup;
import dev.cairn.provider.DatabaseProvider;
import dev.cairn.provider.Endpoint;
import dev.cairn.provider.Observed;
import dev.cairn.provider.Statistics;
import dev.cairn.secret.Secrets;
import dev.cairn.stack.Stacks;
import dev.cairn.stack.StageSpec;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Use cases of databases. Command, REST and form end here. */
public final class Databases {
  private final StateDatabase state;
  private final Stacks stacks;
  private final Operations operations;
  private final Activity activity;
  private final Targets targets;
  private final InstantSource clock;
  private final DesiredDatabases desired;
  private final DatabaseStore store;

  public Databases(
      StateDatabase state,
      Stacks stacks,
      Secrets secrets,
      Operations operations,
      Activity activity,
      Targets targets,
      InstantSource clock) {
    this.state = state;
    this.stacks = stacks;
    this.operations = operations;
    this.activity = activity;
    this.targets = targets;
    this.clock = clock;
    this.desired = new DesiredDatabases(state, secrets, activity);
    this.store = state.store(DatabaseStore.class);
  }

  public List<Database> list(StageRef stage) {
    stacks.getStage(stage);
    return store.list(stage.stack().value(), stage.stage().value());
  }

  public Database get(DatabaseRef ref) {
    return find(ref)
        .orElseGet(
            () -> {
              stacks.getStage(ref.stage());
              throw unknown(ref).toException();
            });
  }

  public Optional<Database> find(DatabaseRef ref) {
    return desired.find(ref);
  }

  /** Databases of all stages whose figures Cairn can tell; those on their way in or out are not. */
  public List<Database> listMeasured() {
    return store.listMeasured();
  }

  /** What the provider finds of it now. Never changes anything. */
  public Observed observe(Database database) {
    return targets.of(database.ref().stage()).observe(database.identifier());
  }

  /** What its engine counts of itself; empty where it does not answer. */
  public Optional<Statistics> statistics(Database database) {
    return targets.of(database.ref().stage()).statistics(database.identifier());
  }

  /** Where the engine's own client of its machine is too old for it. */
  public Optional<ClientAdvice> clientAdvice(Database it) {
    return targets.of(it.ref().stage()).clientAdvice(it.ref().engine(), it.version());
  }

  /**
   * Refuses what {@link #add} would refuse on that target, before the stage is there. A target that
   * there is not, is the stage's to refuse.
   *
   * @throws dev.cairn.core.ProblemException with all that is wrong
   */
  public void check(String target, DatabaseSpec spec) {
    targets.find(target).ifPresent(provider -> sizeOf(provider, spec));
  }

  /** Refuses what {@link #resize} would refuse of the size. */
  public void check(DatabaseRef ref, ResizeSpec spec) {
    var database = get(ref);
    DatabaseChecks.forResize(database, desired.tuning(database), spec);
  }

  /** What {@link #add} takes there where no version is named; empty where there is none. */
  public Optional<String> findNewestVersion(String target, Engine engine) {
    return targets
        .find(target)
        .flatMap(provider -> provider.versions(engine).stream().findFirst())
        .map(offer -> offer.version().name());
  }

  private DatabaseChecks.Size sizeOf(DatabaseProvider provider, DatabaseSpec spec) {
    return DatabaseChecks.forAdd(
        spec,
        spec.fromBackup().isPresent() ? targets.listBackups() : List.of(),
        provider.versions(spec.ref().engine()));
  }

  /**
   * Creates a stage with databases of these engines, each with the engine's defaults and as an
   * operation of its own: all of it, or nothing.
   */
  public List<Operation> createStage(Actor actor, StageSpec stage, List<Engine> engines) {
    var specs =
        engines.stream()
            .distinct()
            .map(engine -> DatabaseSpec.of(new DatabaseRef(stage.ref(), engine)))
            .toList();
    specs.forEach(spec -> check(stage.target().orElse(Stacks.DEFAULT_TARGET), spec));
    return state.transaction(
        _ -> {
          stacks.createStage(actor, stage);
          return specs.stream().map(spec -> add(actor, spec, Optional.empty())).toList();
        });
  }

  public Operation add(Actor actor, DatabaseSpec spec, Optional<String> idempotencyKey) {
    var ref = spec.ref();
    var known =
        state.transaction(
            transaction ->
                operations.findRepeated(
                    transaction, actor, idempotencyKey, AddDatabase.KIND, ref.toString()));
    if (known.isPresent()) {
      return known.get();
    }
    spec.tuning().ifPresent(it -> Tunings.requireAllowed(actor, ref, it));
    var size = sizeOf(targets.of(ref.stage()), spec);
    var input = DesiredDatabases.input(DatabaseNames.newIdentifier(ref), size, spec.fromBackup());
    return state.transaction(
        transaction -> {
          stacks.getStage(transaction, ref.stage());
          var wanted =
              new NewOperation(
                  AddDatabase.plan(ref.engine(), size.version()),
                  ref.toString(),
                  "Add " + ref.engine().displayName() + " to " + ref.stage(),
                  actor,
                  input,
                  idempotencyKey);
          var operation = operations.open(transaction, wanted);
          if (!DesiredDatabases.identifier(operation).equals(DesiredDatabases.identifier(input))) {
            return operation;
          }
          if (!desired.record(transaction, ref, input)) {
            throw DesiredDatabases.taken(ref).toException();
          }
          activity.record(transaction, actor, AddDatabase.KIND, ref.toString(), input);
          return operation;
        });
  }

  public Operation resize(
      Actor actor, DatabaseRef ref, ResizeSpec spec, Optional<String> idempotencyKey) {
    return state.transaction(
        transaction -> {
          var known =
              operations.findRepeated(
                  transaction, actor, idempotencyKey, ResizeDatabase.KIND, ref.toString());
          if (known.isPresent()) {
            return known.get();
          }
          var database = getUntouched(transaction, ref);
          var before = desired.tuning(transaction, database);
          var size = DatabaseChecks.forResize(database, before, spec);
          if (targets.isMissing(database)) {
            throw RestartDatabase.missing(database).toException();
          }
          var input =
              tuned(
                  before,
                  size.tuning(),
                  "identifier",
                  database.identifier(),
                  "type",
                  size.type().name(),
                  "storage",
                  size.storage().toGib() + "",
                  "type.before",
                  database.type().name(),
                  "storage.before",
                  database.storage().toGib() + "");
          var operation =
              operations.open(
                  transaction,
                  new NewOperation(
                      ResizeDatabase.plan(
                          (ref.engine().resizeRestarts() && !size.type().equals(database.type()))
                              || TuningChecks.restarts(ref.engine(), before, size.tuning())),
                      ref.toString(),
                      "Resize the " + ref.engine().displayName() + " of " + ref.stage(),
                      actor,
                      input,
                      idempotencyKey));
          transaction
              .attach(DatabaseStore.class)
              .resize(
                  database.identifier(),
                  size.type().name(),
                  size.storage().value(),
                  operation.id());
          if (!size.tuning().equals(before)) {
            transaction
                .attach(DatabaseStore.class)
                .tune(database.identifier(), size.tuning().text(), operation.id());
          }
          activity.record(transaction, actor, ResizeDatabase.KIND, ref.toString(), input);
          return operation;
        });
  }

  /**
   * Removes it with its data.
   *
   * @param backup the final backup's name, as {@link #proposeBackupName} told; empty for none
   */
  public Operation remove(
      Actor actor, DatabaseRef ref, Optional<String> backup, Optional<String> idempotencyKey) {
    backup.ifPresent(name -> checkBackupName(ref, name));
    return state.transaction(
        transaction -> {
          var known =
              operations.findRepeated(
                  transaction, actor, idempotencyKey, RemoveDatabase.KIND, ref.toString());
          if (known.isPresent()) {
            return known.get();
          }
          var database = getUntouched(transaction, ref);
          backup.ifPresent(this::refuseTaken);
          var input =
              backup
                  .map(name -> Map.of("identifier", database.identifier(), "backup", name))
                  .orElseGet(() -> Map.of("identifier", database.identifier()));
          var operation =
              operations.open(
                  transaction,
                  new NewOperation(
                      RemoveDatabase.plan(backup.isPresent()),
                      ref.toString(),
                      "Remove the " + ref.engine().displayName() + " of " + ref.stage(),
                      actor,
                      input,
                      idempotencyKey));
          activity.record(transaction, actor, RemoveDatabase.KIND, ref.toString(), input);
          return operation;
        });
  }

  /** An operation's input, with the change of what a database has beyond its type. */
  private static Map<String, String> tuned(Tuning before, Tuning after, String... pairs) {
    var input = new HashMap<String, String>();
    for (int i = 0; i < pairs.length; i += 2) {
      input.put(pairs[i], pairs[i + 1]);
    }
    if (!before.equals(after)) {
      input.put(ApplyTuning.TUNING, after.text());
      input.put(ApplyTuning.TUNING + ApplyTuning.BEFORE, before.text());
    }
    return Map.copyOf(input);
  }

  /** What to call a final backup that is taken now. */
  public String proposeBackupName(DatabaseRef ref) {
    return DatabaseNames.backupOf(ref, clock.instant());
  }

  /** The password of the application's user. The caller records who asked. */
  public Sensitive<String> password(DatabaseRef ref) {
    return desired.password(get(ref));
  }

  /** The PEM file of the authority that its certificate is signed by. */
  public Path authority(DatabaseRef ref) {
    return get(ref)
        .endpoint()
        .flatMap(Endpoint::certificateAuthority)
        .orElseThrow(
            () ->
                Problem.notFound(
                        "no-authority",
                        "There is no certificate authority that " + ref + " is verified with.",
                        "Where it is being made, wait until it answers: cairn db show " + ref)
                    .toException());
  }

  public Path logFile(DatabaseRef ref) {
    var database = get(ref);
    AttachedRefusal.check(database);
    return targets.of(ref.stage()).logFile(database.identifier());
  }

  /** Newest first. */
  public List<Backup> listBackups() {
    return targets.listBackups();
  }

  public void removeBackup(Actor actor, String name) {
    var holder =
        targets
            .findHolder(name)
            .orElseThrow(
                () ->
                    Problem.notFound(
                            "unknown-backup",
                            "There is no backup \"" + name + "\".",
                            Suggestions.sentence(
                                name,
                                listBackups().stream().map(Backup::name).toList(),
                                "There are no backups."))
                        .toException());
    if (store.isBackupInUse(name)) {
      throw Problem.conflict(
              "backup-in-use",
              "An operation that is not finished needs the backup " + name + ".",
              "Wait until it is finished; see cairn op list.")
          .toException();
    }
    holder.removeBackup(name);
    activity.record(actor, "remove-backup", name, Map.of());
  }

  /** The database, where no operation runs on it. */
  Database getUntouched(Transaction transaction, DatabaseRef ref) {
    stacks.getStage(transaction, ref.stage());
    operations.refuseOpen(transaction, ref.toString());
    var database = desired.find(transaction, ref).orElseThrow(() -> unknown(ref).toException());
    AttachedRefusal.check(database);
    return database;
  }

  private void checkBackupName(DatabaseRef ref, String name) {
    if (!DatabaseNames.isBackupOf(ref, name)) {
      throw Problem.invalid(
              "invalid-backup-name",
              "\"" + name + "\" is no name for a final backup of " + ref + ".",
              "Use " + proposeBackupName(ref) + ", or leave it out.")
          .toException();
    }
  }

  /** Names tell the moment to the second, and stages of two stacks may share them. */
  private void refuseTaken(String backup) {
    if (store.isBackupInUse(backup) || targets.findHolder(backup).isPresent()) {
      throw Problem.conflict(
              "backup-exists",
              "There is a backup named " + backup + " already.",
              "Try again in a second, with another name.")
          .toException();
    }
  }

  private static Problem unknown(DatabaseRef ref) {
    return Problem.notFound(
        "unknown-database",
        ref.stage() + " has no " + ref.engine().displayName() + ".",
        "Add one with cairn db add " + ref.stage() + " " + ref.engine().id() + ".");
  }
}
