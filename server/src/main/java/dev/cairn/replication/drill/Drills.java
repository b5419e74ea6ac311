package dev.cairn.replication.drill;

import dev.cairn.activity.Activity;
import dev.cairn.core.Actor;
import dev.cairn.core.Problem;
import dev.cairn.core.Sentence;
import dev.cairn.database.Database;
import dev.cairn.database.DatabaseNames;
import dev.cairn.database.DatabaseRef;
import dev.cairn.database.Databases;
import dev.cairn.database.Followers;
import dev.cairn.database.Targets;
import dev.cairn.db.StateDatabase;
import dev.cairn.engine.Redis;
import dev.cairn.operation.NewOperation;
import dev.cairn.operation.Operation;
import dev.cairn.operation.Operations;
import dev.cairn.provider.Progress;
import dev.cairn.replication.ReplicaRefusals;
import dev.cairn.replication.Replicas;
import dev.cairn.replication.plan.PromotionDrill;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Use cases of drills: what a promotion would be like, tried with a throw-away replica apart from
 * everything. Command, REST and form end here.
 */
public final class Drills {
  /** More are kept, and nobody looks at them. */
  private static final int MOST = 100;

  private final StateDatabase state;
  private final Operations operations;
  private final Activity activity;
  private final Targets targets;
  private final Databases databases;
  private final Followers followers;
  private final DrilledApplication application;

  public Drills(
      StateDatabase state,
      Operations operations,
      Activity activity,
      Targets targets,
      Databases databases,
      DrilledApplication application) {
    this.state = state;
    this.operations = operations;
    this.activity = activity;
    this.targets = targets;
    this.databases = databases;
    this.followers = new Followers(state);
    this.application = application;
  }

  /**
   * Opens the operation that drills a promotion of a replica; of a primary, that of a replica which
   * it could have.
   *
   * @throws dev.cairn.core.ProblemException {@code unknown-database}, {@code drill-impossible},
   *     {@code primary-not-answering}, {@code drill-restarts}, {@code operation-in-progress}
   */
  public Operation promote(Actor actor, DatabaseRef ref, Optional<String> idempotencyKey) {
    var target = ref.toString();
    var known =
        state.transaction(
            transaction ->
                operations.findRepeated(
                    transaction, actor, idempotencyKey, PromotionDrill.KIND, target));
    if (known.isPresent()) {
      return known.get();
    }
    var database = databases.get(ref);
    var primary = checkedPrimary(database);
    boolean isApplied = application.runsAs(database).isPresent();
    return state.transaction(
        transaction -> {
          followers.lock(transaction, primary);
          if (!primary.ref().equals(ref)) {
            operations.refuseOpen(transaction, primary.ref().toString());
          }
          var operation =
              operations.open(
                  transaction,
                  new NewOperation(
                      PromotionDrill.plan(primary.ref(), isApplied),
                      target,
                      "Drill a promotion of " + target,
                      actor,
                      Followers.input(database.identifier(), primary),
                      idempotencyKey));
          var rows = transaction.attach(DrillStore.class);
          if (rows.find(operation.id()).isEmpty()) {
            var stage = ref.stage();
            rows.insert(
                operation.id(),
                stage.stack().value(),
                stage.stage().value(),
                ref.engine().id(),
                primary.identifier(),
                DatabaseNames.newIdentifier(ref) + "-drill");
            activity.record(transaction, actor, PromotionDrill.KIND, target, Map.of());
          }
          return operation;
        });
  }

  private Database checkedPrimary(Database database) {
    refusal(database)
        .ifPresent(
            it -> {
              throw it.toException();
            });
    var primary = primary(database);
    if (!Replicas.answers(primary)) {
      throw ReplicaRefusals.notAnswering(primary).toException();
    }
    targets
        .of(primary.ref().stage())
        .unfollowable(primary.identifier())
        .ifPresent(
            why -> {
              throw restarts(primary, why).toException();
            });
    return primary;
  }

  private Database primary(Database database) {
    return database.isReplica()
        ? followers
            .findPrimary(database)
            .orElseThrow(() -> ReplicaRefusals.notReplica(database.ref()).toException())
        : database;
  }

  /** Why no promotion of it can be drilled, whatever its state; empty where one can. */
  public static Optional<Problem> refusal(Database database) {
    if (database.ref().engine() instanceof Redis) {
      return Optional.of(impossible(database, "a Redis has no replicas"));
    }
    return database.origin() == Database.Origin.ATTACHED
        ? Optional.of(impossible(database, "Cairn does not run it, and cannot have it followed"))
        : Optional.empty();
  }

  private static Problem impossible(Database database, String why) {
    return Problem.conflict(
        "drill-impossible",
        "No promotion of " + database.ref() + " can be drilled: " + Sentence.ended(why),
        "Choose a PostgreSQL or MySQL that Cairn runs.");
  }

  private static Problem restarts(Database primary, String why) {
    return Problem.conflict(
        "drill-restarts",
        primary.ref()
            + " would have to restart once before it can be followed: "
            + Sentence.ended(why),
        "A drill leaves it as it is. Restart it first, by a resize or with its first replica.");
  }

  /** Newest first; one that runs has no end yet. */
  public List<DrillResult> list(DatabaseRef ref) {
    var stage = databases.get(ref).ref().stage();
    return state
        .store(DrillStore.class)
        .list(stage.stack().value(), stage.stage().value(), ref.engine().id(), MOST);
  }

  /**
   * Ends the second instances of applications, as everything is being stopped; their drills start
   * them again when they go on.
   *
   * @throws dev.cairn.core.ProblemException where one cannot be ended
   */
  public void stopApplications() {
    var rows = state.store(DrillStore.class);
    for (var running : rows.listApplied()) {
      var drill = rows.find(running.operation()).orElseThrow();
      var database = databases.find(running.database());
      if (database.isPresent()
          && application.remove(database.get(), drill.application())
              instanceof Progress.Failed(var problem)) {
        throw problem.toException();
      }
      rows.stopped(drill.id());
    }
  }
}
