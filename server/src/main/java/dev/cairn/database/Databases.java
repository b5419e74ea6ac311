package dev.cairn.database;

import dev.cairn.activity.Activity;
import dev.cairn.core.Actor;
import dev.cairn.core.Problem;
import dev.cairn.core.Sensitive;
import dev.cairn.core.StageRef;
import dev.cairn.core.Suggestions;
import dev.cairn.database.plan.AddDatabase;
import dev.cairn.database.plan.RemoveDatabase;
import dev.cairn.database.plan.RemoveReplica;
import dev.cairn.db.StateDatabase;
import dev.cairn.db.Transaction;
import dev.cairn.engine.ClientAdvice;
import dev.cairn.engine.Engine;
import dev.cairn.operation.NewOperation;
import dev.cairn.operation.Operation;
import dev.cairn.operation.Operations;
import dev.cairn.provider.Backup;
import dev.cairn.provider.DatabaseProvider;
import dev.cairn.provider.Endpoint;
import dev.cairn.provider.Observed;
import dev.cairn.provider.ReplicaStatus;
import dev.cairn.provider.Statistics;
import dev.cairn.secret.Secrets;
import dev.cairn.stack.Stacks;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Use cases of databases. Command, REST and form end here. */
public final class Databases {
  private static final Set<String> REMOVALS = Set.of(RemoveDatabase.KIND, RemoveReplica.KIND);

  private final StateDatabase state;
  private final Stacks stacks;
  private final Operations operations;
  private final Activity activity;
  private final Targets targets;
  private final InstantSource clock;
  private final DesiredDatabases desired;
  private final DatabaseStore store;
  private final Followers followers;
  private final Resizing resizing;

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
    this.followers = new Followers(state);
    this.resizing = new Resizing(state, operations, activity, targets, this, desired, followers);
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

  /** As {@link Followers#guests}. */
  public List<StageRef> listGuests(DatabaseRef ref) {
    return find(ref).map(followers::guests).orElse(List.of());
  }

  /** Those that follow it, oldest first; also those that are being made or removed. */
  public List<Database> listReplicas(DatabaseRef ref) {
    return find(ref).map(followers::list).orElse(List.of());
  }

  /** As {@link Followers#findReader}. */
  public Optional<Database> findReader(Database database) {
    return followers.findReader(database);
  }

  /**
   * Those that the application of a stage cannot do without: its stage's, and in place of a replica
   * where it reads. A primary's stage goes on while a replica that it reads from is away. What
   * leaves is none of them.
   */
  public List<Database> listNeeded(StageRef stage) {
    return list(stage).stream()
        .filter(it -> it.status() != Database.Status.REMOVING)
        .flatMap(it -> it.isReplica() ? findReader(it).stream() : Stream.of(it))
        .toList();
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

  /** How far it is behind its primary now; empty for what is no replica, or not made yet. */
  public Optional<ReplicaStatus> replicaStatus(Database it) {
    return it.isReplica()
        ? targets.of(it.ref().stage()).replicaStatus(it.identifier())
        : Optional.empty();
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
    resizing.check(get(ref), spec);
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
    return resizing.open(actor, ref, spec, idempotencyKey);
  }

  /**
   * Removes it with its data. Of a replica no backup is made: its data are its primary's.
   *
   * @param backup the final backup's name, as {@link #proposeBackupName} told; empty for none
   * @throws dev.cairn.core.ProblemException {@code has-replicas} where others follow it
   */
  public Operation remove(
      Actor actor, DatabaseRef ref, Optional<String> backup, Optional<String> idempotencyKey) {
    backup.ifPresent(name -> checkBackupName(ref, name));
    return state.transaction(
        transaction -> {
          var known =
              operations.findRepeated(transaction, actor, idempotencyKey, REMOVALS, ref.toString());
          if (known.isPresent()) {
            return known.get();
          }
          var database = getUntouched(transaction, ref);
          operations.refuseOpen(transaction, ref.readerTarget());
          ReplicaRefusal.checkDiverged(ref, ref + " is not removed: it", replicaStatus(database));
          return database.isReplica()
              ? removeReplica(transaction, actor, database, idempotencyKey)
              : remove(transaction, actor, database, backup, idempotencyKey);
        });
  }

  private Operation remove(
      Transaction transaction,
      Actor actor,
      Database database,
      Optional<String> backup,
      Optional<String> idempotencyKey) {
    followers.refuseFollowed(transaction, database);
    backup.ifPresent(this::refuseTaken);
    var input = new HashMap<>(Map.of("identifier", database.identifier()));
    backup.ifPresent(name -> input.put("backup", name));
    return opened(
        transaction,
        new NewOperation(
            RemoveDatabase.plan(backup.isPresent()),
            database.ref().toString(),
            "Remove the " + name(database),
            actor,
            Map.copyOf(input),
            idempotencyKey));
  }

  private Operation removeReplica(
      Transaction transaction, Actor actor, Database replica, Optional<String> idempotencyKey) {
    var primary = followers.findPrimary(replica).orElseThrow();
    followers.lock(transaction, primary);
    operations.refuseOpen(transaction, primary.ref().toString());
    operations.refuseOpen(transaction, primary.ref().readerTarget());
    return opened(
        transaction,
        new NewOperation(
            RemoveReplica.plan(),
            replica.ref().toString(),
            "Remove the " + name(replica) + ", a replica of " + primary.ref(),
            actor,
            Followers.input(replica.identifier(), primary),
            idempotencyKey));
  }

  private static String name(Database database) {
    return database.ref().engine().displayName() + " of " + database.ref().stage();
  }

  private Operation opened(Transaction transaction, NewOperation wanted) {
    var operation = operations.open(transaction, wanted);
    activity.record(
        transaction, wanted.actor(), wanted.plan().kind(), wanted.target(), wanted.input());
    return operation;
  }

  /** The final backup that removing it now would make; empty where it makes none: of a replica. */
  public Optional<String> findFinalBackup(DatabaseRef ref) {
    return find(ref).filter(Database::isReplica).isPresent()
        ? Optional.empty()
        : Optional.of(proposeBackupName(ref));
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
