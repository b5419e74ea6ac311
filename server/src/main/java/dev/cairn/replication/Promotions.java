package dev.cairn.replication;

import dev.cairn.activity.Activity;
import dev.cairn.core.Actor;
import dev.cairn.database.DatabaseRef;
import dev.cairn.database.Databases;
import dev.cairn.database.Targets;
import dev.cairn.db.StateDatabase;
import dev.cairn.operation.Operation;
import dev.cairn.operation.Operations;
import dev.cairn.secret.Secrets;
import java.util.Optional;

/** Use cases of promotions: a replica takes the writes in place of its primary. */
public final class Promotions {

  public Promotions(
      StateDatabase state,
      Secrets secrets,
      Operations operations,
      Activity activity,
      Targets targets,
      Databases databases,
      ApplicationUse use) {}

  /**
   * What {@link #promote} would do now. Changes nothing.
   *
   * @throws dev.cairn.core.ProblemException {@code unknown-database}, {@code not-a-replica}
   */
  public PromotionPreview preview(DatabaseRef replica) {
    throw new UnsupportedOperationException("not written yet: " + replica);
  }

  /**
   * Opens the operation that makes the replica the primary. Planned where its primary answers and
   * is followed; else in its place, whatever became of it. Where one that was begun waits for a
   * person to look, that one goes on.
   *
   * @param force what may be lost may be lost, and what cannot be proven to be fenced is: recorded
   * @throws dev.cairn.core.ProblemException {@code not-a-replica}; {@code promotion-may-lose},
   *     {@code loss-unknown} and {@code replica-behind}, which force overrules; {@code
   *     operation-in-progress}
   */
  public Operation promote(
      Actor actor, DatabaseRef replica, boolean force, Optional<String> idempotencyKey) {
    throw new UnsupportedOperationException("not written yet: " + replica);
  }
}
