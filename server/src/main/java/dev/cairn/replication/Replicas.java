package dev.cairn.replication;

import dev.cairn.activity.Activity;
import dev.cairn.core.Actor;
import dev.cairn.core.Name;
import dev.cairn.core.Violations;
import dev.cairn.database.Database;
import dev.cairn.database.DatabaseChecks;
import dev.cairn.database.DatabaseRef;
import dev.cairn.database.DatabaseSpec;
import dev.cairn.database.Databases;
import dev.cairn.database.DesiredDatabases;
import dev.cairn.database.Followers;
import dev.cairn.database.Targets;
import dev.cairn.db.StateDatabase;
import dev.cairn.db.Transaction;
import dev.cairn.engine.Engine;
import dev.cairn.engine.Redis;
import dev.cairn.operation.NewOperation;
import dev.cairn.operation.Operation;
import dev.cairn.operation.Operations;
import dev.cairn.provider.ReplicaStatus;
import dev.cairn.replication.plan.AddReplica;
import dev.cairn.replication.plan.RebuildReplica;
import dev.cairn.secret.Secrets;
import dev.cairn.stack.Stacks;
import dev.cairn.stack.StageSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Use cases of read replicas. Command, REST and form end here. One is removed as any database is:
 * {@link Databases#remove}.
 */
public final class Replicas {
  private final StateDatabase state;
  private final Stacks stacks;
  private final Operations operations;
  private final Activity activity;
  private final Targets targets;
  private final Databases databases;
  private final DesiredReplicas desired;
  private final Followers followers;

  public Replicas(
      StateDatabase state,
      Stacks stacks,
      Secrets secrets,
      Operations operations,
      Activity activity,
      Targets targets,
      Databases databases) {
    this.state = state;
    this.stacks = stacks;
    this.operations = operations;
    this.activity = activity;
    this.targets = targets;
    this.databases = databases;
    this.desired = new DesiredReplicas(state, secrets, activity);
    this.followers = new Followers(state);
  }

  /**
   * Opens the operation that gives a stage a replica.
   *
   * @throws dev.cairn.core.ProblemException with what is wrong: {@code replica-of-redis}, {@code
   *     replica-of-replica}, {@code replica-of-attached}, {@code replica-in-own-stage}, {@code
   *     replica-elsewhere}, {@code replica-storage}, {@code engine-differs}, {@code
   *     primary-not-answering}, {@code database-exists}
   */
  public Operation add(Actor actor, ReplicaSpec spec, Optional<String> idempotencyKey) {
    var ref = spec.ref();
    var known =
        state.transaction(
            transaction ->
                operations.findRepeated(
                    transaction, actor, idempotencyKey, AddReplica.KIND, ref.toString()));
    if (known.isPresent()) {
      return known.get();
    }
    var target = stacks.getStage(ref.stage()).target();
    var primary = checkedPrimary(target, spec);
    var input = DesiredReplicas.input(ref, sizeOf(primary, spec), primary);
    boolean restarts = restartBefore(primary).isPresent();
    return state.transaction(
        transaction -> {
          stacks.getStage(transaction, ref.stage());
          var operation =
              operations.open(
                  transaction,
                  new NewOperation(
                      AddReplica.plan(primary.ref(), primary.version(), restarts),
                      ref.toString(),
                      "Add a replica of " + primary.ref() + " to " + ref.stage(),
                      actor,
                      input,
                      idempotencyKey));
          if (!DesiredDatabases.identifier(operation).equals(DesiredDatabases.identifier(input))) {
            return operation;
          }
          holdPrimary(transaction, primary);
          if (!desired.record(transaction, ref, primary, input)) {
            throw DesiredDatabases.taken(ref).toException();
          }
          activity.record(transaction, actor, AddReplica.KIND, ref.toString(), input);
          return operation;
        });
  }

  /** It is there until the transaction ends, and nothing is done to it. */
  private void holdPrimary(Transaction transaction, Database primary) {
    followers.lock(transaction, primary);
    operations.refuseOpen(transaction, primary.ref().toString());
    var now = databases.find(primary.ref()).filter(it -> isSame(it, primary));
    if (now.isEmpty()) {
      throw ReplicaRefusals.primaryGone(primary.ref()).toException();
    }
  }

  private static boolean isSame(Database now, Database before) {
    return now.identifier().equals(before.identifier());
  }

  /**
   * Refuses what {@link #add} would refuse on that target, before the stage is there.
   *
   * @throws dev.cairn.core.ProblemException as {@link #add}
   */
  public void check(String target, ReplicaSpec spec) {
    var primary = checkedPrimary(target, spec);
    var _ = sizeOf(primary, spec);
    if (databases.find(spec.ref()).isPresent()) {
      throw DesiredDatabases.taken(spec.ref()).toException();
    }
  }

  /**
   * Refuses a size that {@link #add} would refuse, whatever is done to the primary just now.
   *
   * @throws dev.cairn.core.ProblemException as {@link #add}
   */
  public void checkSize(ReplicaSpec spec) {
    var _ = sizeOf(databases.get(spec.primary()), spec);
  }

  private Database checkedPrimary(String target, ReplicaSpec spec) {
    var wrong = new Violations();
    ReplicaRefusals.checkRefs(wrong, spec);
    wrong.throwIfAny();
    var primary = databases.get(spec.primary());
    ReplicaRefusals.checkPrimary(WantedPrimary.of(primary));
    var itsTarget = stacks.getStage(primary.ref().stage()).target();
    if (!itsTarget.equals(target)) {
      throw ReplicaRefusals.elsewhere(primary, itsTarget, target).toException();
    }
    operations.refuseOpen(primary.ref().toString());
    return answering(primary);
  }

  /** Whether its data could be copied now. */
  public static boolean answers(Database primary) {
    return primary.status().isAnswering() && primary.endpoint().isPresent();
  }

  private static Database answering(Database primary) {
    if (!answers(primary)) {
      throw ReplicaRefusals.notAnswering(primary).toException();
    }
    return primary;
  }

  private DatabaseChecks.Size sizeOf(Database primary, ReplicaSpec spec) {
    var wrong = new Violations();
    var tuning = desired.databases().tuning(primary);
    var size = DatabaseChecks.forReplica(wrong, primary, tuning, spec.type(), spec.storage());
    ReplicaRefusals.checkStorage(wrong, WantedPrimary.of(primary), spec.storage());
    wrong.throwIfAny();
    return size;
  }

  /**
   * Opens the operation that copies its primary's data anew.
   *
   * @throws dev.cairn.core.ProblemException {@code not-a-replica}, {@code primary-not-answering}
   */
  public Operation rebuild(Actor actor, DatabaseRef ref, Optional<String> idempotencyKey) {
    return state.transaction(
        transaction -> {
          var known =
              operations.findRepeated(
                  transaction, actor, idempotencyKey, RebuildReplica.KIND, ref.toString());
          return known.orElseGet(
              () -> openRebuild(transaction, actor, databases.get(ref), "", idempotencyKey));
        });
  }

  /** As {@link #rebuild}, by Cairn itself, which says why. */
  Operation rebuildLost(Database replica, String reason) {
    return state.transaction(
        transaction -> openRebuild(transaction, Actor.CAIRN, replica, reason, Optional.empty()));
  }

  private Operation openRebuild(
      Transaction transaction,
      Actor actor,
      Database replica,
      String reason,
      Optional<String> idempotencyKey) {
    var target = replica.ref().toString();
    operations.refuseOpen(transaction, target);
    var primary =
        followers
            .findPrimary(replica)
            .orElseThrow(() -> ReplicaRefusals.notReplica(replica.ref()).toException());
    operations.refuseOpen(transaction, primary.ref().toString());
    answering(primary);
    var operation =
        operations.open(
            transaction,
            new NewOperation(
                RebuildReplica.plan(primary.ref()),
                target,
                "Copy " + primary.ref() + " to its replica " + target + " anew",
                actor,
                Followers.input(replica.identifier(), primary),
                idempotencyKey));
    var why = reason.isEmpty() ? Map.<String, String>of() : Map.of("reason", reason);
    activity.record(transaction, actor, RebuildReplica.KIND, target, why);
    return operation;
  }

  /** Replicas of a primary, newest last: also those that are being made or removed. */
  public List<Database> listOf(DatabaseRef primary) {
    return followers.list(databases.get(primary));
  }

  /**
   * What a replica could be made of: databases of that stack that Cairn runs and that follow none.
   */
  public List<Database> candidates(Name stack, Engine engine) {
    return engine instanceof Redis
        ? List.of()
        : state.store(ReplicaStore.class).listPrimaries(stack.value(), engine.id());
  }

  /** How far it is, as its provider finds it now; empty for what is no replica, or not made yet. */
  public Optional<ReplicaStatus> status(Database replica) {
    return databases.replicaStatus(replica);
  }

  /**
   * Why it does not follow, in a sentence, where that is because one of its family is being
   * promoted.
   *
   * @param found how far it is, as found
   */
  public Optional<String> promotion(DatabaseRef replica, Optional<ReplicaStatus> found) {
    return Promotion.of(operations, replica)
        .filter(_ -> found.filter(it -> it.state() != ReplicaStatus.State.BROKEN).isEmpty());
  }

  /** Why that primary restarts once before it can be followed, as a part of a sentence. */
  public Optional<String> restartBefore(DatabaseRef primary) {
    return restartBefore(databases.get(primary));
  }

  private Optional<String> restartBefore(Database primary) {
    return targets.of(primary.ref().stage()).unfollowable(primary.identifier());
  }

  /**
   * Creates a stage with databases of these engines, each with the engine's defaults, and replicas
   * of these primaries, each as an operation of its own: all of it, or nothing.
   *
   * @throws dev.cairn.core.ProblemException {@code engine-twice}; as {@link Databases#check} and
   *     {@link #check}
   */
  public List<Operation> createStage(
      Actor actor, StageSpec stage, List<Engine> engines, List<DatabaseRef> primaries) {
    var target = stage.target().orElse(Stacks.DEFAULT_TARGET);
    var specs =
        engines.stream()
            .distinct()
            .map(engine -> DatabaseSpec.of(new DatabaseRef(stage.ref(), engine)))
            .toList();
    var replicas =
        primaries.stream()
            .distinct()
            .map(it -> ReplicaSpec.of(new DatabaseRef(stage.ref(), it.engine()), it))
            .toList();
    ReplicaRefusals.checkOneOfEach(
        stage.ref(),
        Stream.concat(
                specs.stream().map(spec -> spec.ref().engine()),
                replicas.stream().map(spec -> spec.ref().engine()))
            .toList());
    specs.forEach(spec -> databases.check(target, spec));
    replicas.forEach(spec -> check(target, spec));
    return state.transaction(
        _ -> {
          stacks.createStage(actor, stage);
          var opened = new ArrayList<Operation>();
          specs.forEach(spec -> opened.add(databases.add(actor, spec, Optional.empty())));
          replicas.forEach(spec -> opened.add(add(actor, spec, Optional.empty())));
          return List.copyOf(opened);
        });
  }
}
