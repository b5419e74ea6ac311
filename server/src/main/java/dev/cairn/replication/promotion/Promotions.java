package dev.cairn.replication.promotion;

import dev.cairn.activity.Activity;
import dev.cairn.core.Actor;
import dev.cairn.core.Problem;
import dev.cairn.database.DatabaseRef;
import dev.cairn.database.Databases;
import dev.cairn.database.Followers;
import dev.cairn.database.Targets;
import dev.cairn.db.StateDatabase;
import dev.cairn.db.Transaction;
import dev.cairn.operation.NewOperation;
import dev.cairn.operation.Operation;
import dev.cairn.operation.Operations;
import dev.cairn.provider.ReplicaStatus;
import dev.cairn.replication.plan.PlannedPromotion;
import dev.cairn.replication.plan.Promoting;
import dev.cairn.replication.plan.UnplannedPromotion;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Use cases of promotions: a replica takes the writes in place of its primary. */
public final class Promotions {
  private final StateDatabase state;
  private final Operations operations;
  private final Activity activity;
  private final Targets targets;
  private final Databases databases;
  private final Followers followers;
  private final ApplicationUse use;

  public Promotions(
      StateDatabase state,
      Operations operations,
      Activity activity,
      Targets targets,
      Databases databases,
      ApplicationUse use) {
    this.state = state;
    this.operations = operations;
    this.activity = activity;
    this.targets = targets;
    this.databases = databases;
    this.followers = new Followers(state);
    this.use = use;
  }

  /**
   * What {@link #promote} would do now, also with one that waits for a person. Changes nothing.
   *
   * @throws dev.cairn.core.ProblemException {@code unknown-database}, {@code not-a-replica}, {@code
   *     operation-in-progress} where it became the primary just now
   */
  public PromotionPreview preview(DatabaseRef replica) {
    var family = family(replica);
    var prospect = Prospect.look(family, targets, operations);
    var waiting = findWaiting(replica);
    boolean planned =
        waiting.map(it -> it.kind().equals(PlannedPromotion.KIND)).orElse(prospect.planned());
    var kind = planned ? PlannedPromotion.KIND : UnplannedPromotion.KIND;
    var past = state.store(SuccessionStore.class).past(kind, replica.engine().id());
    return new PromotionPreview(
        replica,
        family.primary().ref(),
        planned,
        prospect.status().flatMap(ReplicaStatus::lag),
        prospect.standing().missing(),
        use.effects(family.promoted(planned, prospect.losesNothing())),
        past.seconds().map(it -> Duration.ofMillis(Math.round(it * 1000))),
        past.promotions(),
        waiting.isPresent() ? Optional.empty() : prospect.refusal(),
        waiting.isPresent() ? waiting.flatMap(Promotions::unproven) : prospect.doubt());
  }

  /**
   * Opens the operation that makes the replica the primary. Planned where its primary answers and
   * is followed; else in its place, whatever became of it. Where one that was begun waits for a
   * person to look, that one goes on.
   *
   * @param force what may be lost may be lost; said again of one that waits because nothing proves
   *     that the primary is fenced: it is. Recorded
   * @throws dev.cairn.core.ProblemException {@code not-a-replica}, {@code replica-diverged}; {@code
   *     promotion-may-lose}, {@code loss-unknown} and {@code replica-behind}, which force
   *     overrules; {@code operation-in-progress}
   */
  public Operation promote(
      Actor actor, DatabaseRef replica, boolean force, Optional<String> idempotencyKey) {
    var known =
        state.transaction(
            transaction ->
                operations.findRepeated(
                    transaction, actor, idempotencyKey, Promoting.KINDS, replica.toString()));
    if (known.isPresent()) {
      return known.get();
    }
    var waiting = findWaiting(replica);
    if (waiting.isPresent()) {
      return goOn(actor, waiting.get(), force);
    }
    var prospect = Prospect.look(family(replica), targets, operations);
    prospect.refusal().ifPresent(PromotionRefusals::refuse);
    prospect.doubt().filter(_ -> !force).ifPresent(PromotionRefusals::refuse);
    return state.transaction(
        transaction -> open(transaction, actor, prospect, force, idempotencyKey));
  }

  /** What was found may have changed since: what may not have is looked at again, or refused. */
  Operation open(Actor actor, Prospect prospect, Optional<String> idempotencyKey) {
    return state.transaction(
        transaction -> open(transaction, actor, prospect, false, idempotencyKey));
  }

  private Family family(DatabaseRef replica) {
    var database = databases.get(replica);
    var family = Family.find(followers, database);
    if (family.isEmpty()) {
      // It may just have become the primary.
      operations.refuseOpen(replica.toString());
    }
    return family.orElseThrow(() -> PromotionRefusals.notReplica(replica).toException());
  }

  private Optional<Operation> findWaiting(DatabaseRef replica) {
    var target = replica.toString();
    return operations
        .findOpen(target)
        .filter(it -> it.target().equals(target) && Promoting.is(it))
        .filter(it -> it.status() == Operation.Status.NEEDS_ATTENTION);
  }

  /** What it waits for, where a person may say that it is so. */
  private static Optional<Problem> unproven(Operation waiting) {
    return waiting.problem().filter(it -> it.code().equals(FencePrimary.NOT_PROVEN));
  }

  /** Who promotes again wants it promoted, also where it was being taken back. */
  private Operation goOn(Actor actor, Operation waiting, boolean force) {
    if (waiting.undoing()) {
      var _ = operations.giveUp(actor, waiting.id());
    }
    if (!force || unproven(waiting).isEmpty()) {
      return operations.retry(actor, waiting.id());
    }
    activity.record(
        actor,
        waiting.kind(),
        waiting.target(),
        Map.of("force", "the primary is fenced", "operation", waiting.id().toString()));
    return operations.retry(actor, waiting.id(), Map.of(FencePrimary.FENCED, actor.name()));
  }

  private Operation open(
      Transaction transaction,
      Actor actor,
      Prospect prospect,
      boolean force,
      Optional<String> idempotencyKey) {
    var family = prospect.family();
    var replica = family.replica().ref();
    var primary = family.primary().ref();
    var plan =
        prospect.planned()
            ? PlannedPromotion.plan(replica, primary)
            : UnplannedPromotion.plan(replica, primary);
    var operation =
        operations.open(
            transaction,
            new NewOperation(
                plan,
                replica.toString(),
                "Promote " + replica + " in place of " + primary,
                actor,
                input(prospect, force),
                idempotencyKey,
                held(family),
                Prospect.beside(family, prospect.planned())));
    followers.lock(transaction, family.primary());
    requireSame(family, operation);
    activity.record(transaction, actor, plan.kind(), replica.toString(), details(prospect));
    return operation;
  }

  private static Map<String, String> input(Prospect prospect, boolean force) {
    var family = prospect.family();
    var all = new HashMap<>(Followers.input(family.replica().identifier(), family.primary()));
    prospect.doubt().ifPresent(_ -> all.put(FencePrimary.MAY_LOSE, "true"));
    if (force) {
      all.put(FencePrimary.FORCED, "true");
    }
    return Map.copyOf(all);
  }

  /** Nobody changes one of the family meanwhile, nor where one's application reads. */
  private static List<String> held(Family family) {
    return Stream.concat(
            family.others().stream().map(it -> it.ref().toString()),
            family.all().stream().map(it -> it.ref().readerTarget()))
        .toList();
  }

  /** Whoever made or removed a replica since has ended, or finds its primary held. */
  private void requireSame(Family family, Operation operation) {
    var now =
        databases
            .find(DatabaseRef.parse(operation.target()))
            .flatMap(it -> Family.find(followers, it));
    if (now.filter(family::isSame).isEmpty()) {
      throw PromotionRefusals.changed(family.primary().ref()).toException();
    }
  }

  private static Map<String, String> details(Prospect prospect) {
    var all = new HashMap<String, String>();
    all.put("primary", prospect.family().primary().ref().toString());
    prospect.doubt().ifPresent(it -> all.put("force", it.message()));
    return Map.copyOf(all);
  }
}
