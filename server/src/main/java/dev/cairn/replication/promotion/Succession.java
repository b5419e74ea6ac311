package dev.cairn.replication.promotion;

import dev.cairn.database.Database;
import dev.cairn.database.DatabaseRef;
import dev.cairn.database.Followers;
import dev.cairn.db.StateDatabase;
import dev.cairn.operation.Operation;
import dev.cairn.operation.StepResult;
import dev.cairn.operation.StepRun;
import dev.cairn.replication.DesiredReplicas;
import dev.cairn.replication.plan.PlannedPromotion;
import dev.cairn.secret.Secrets;
import java.util.Optional;
import java.util.function.Function;

/** Records that a replica is the primary: rows and secrets of the family in one transaction. */
record Succession(StateDatabase state, Secrets secrets, DesiredReplicas desired) {

  /** The databases that a promotion is about, of which the replica is not promoted yet. */
  Optional<Family> findFamily(Operation operation) {
    return desired
        .databases()
        .find(operation)
        .flatMap(it -> Family.find(new Followers(state), it))
        .filter(
            it ->
                desired.findPrimary(operation).stream()
                    .anyMatch(was -> was.identifier().equals(it.primary().identifier())));
  }

  /** What becomes of the operation's databases; failed where they are not that family any more. */
  StepResult ofFamily(StepRun run, Function<Family, StepResult> then) {
    return findFamily(run.operation())
        .map(then)
        .orElseGet(
            () ->
                new StepResult.Failed(
                    PromotionRefusals.followsNoMore(
                        DatabaseRef.parse(run.operation().target()),
                        Followers.primary(run.operation()))));
  }

  /** Nothing where it is recorded so already. */
  void record(Operation operation) {
    findFamily(operation).ifPresent(it -> record(it, reader(it, operation)));
  }

  /**
   * Where the application beside the new primary reads, which had its replica to read from until
   * now: from the former primary, which follows. What was replaced may come back any time, or
   * never; whoever read there would be deployed twice.
   */
  private static Database reader(Family family, Operation operation) {
    return operation.kind().equals(PlannedPromotion.KIND) ? family.primary() : family.replica();
  }

  private void record(Family family, Database reader) {
    var replica = family.replica();
    var primary = family.primary();
    var own = desired.databases().tuningInForce(replica);
    state.transaction(
        transaction -> {
          var rows = transaction.attach(SuccessionStore.class);
          var follows = rows.lock(replica.identifier());
          if (!follows.equals(Optional.of(primary.identifier()))) {
            return false;
          }
          rows.tune(replica.identifier(), own.text());
          require(rows.forget(replica.identifier()));
          require(rows.lead(replica.identifier(), primary.identifier()));
          rows.turn(primary.identifier(), replica.identifier());
          require(rows.follow(primary.identifier(), replica.identifier()));
          var _ = rows.readDefaults(primary.identifier(), replica.identifier());
          require(rows.readFrom(replica.identifier(), reader.identifier()));
          secrets.succeed(
              transaction, primary.secretName(), replica.secretName(), replica.identifier());
          return true;
        });
  }

  /** Whether its replica is the primary, as recorded. */
  boolean isRecorded(Operation operation) {
    var found = desired.databases().find(operation);
    return found.filter(it -> !it.isReplica()).isPresent()
        && desired.findPrimary(operation).stream()
            .anyMatch(it -> it.primary().equals(found.map(Database::ref)));
  }

  static String token(Operation operation) {
    return operation.id().toString();
  }

  private static void require(int rows) {
    if (rows != 1) {
      throw new IllegalStateException("a database of the promotion is not what it was");
    }
  }
}
