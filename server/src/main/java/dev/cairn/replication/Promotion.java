package dev.cairn.replication;

import dev.cairn.database.DatabaseRef;
import dev.cairn.database.Followers;
import dev.cairn.operation.Operation;
import dev.cairn.operation.Operations;
import dev.cairn.replication.plan.Promoting;
import java.time.Instant;
import java.util.Optional;

/** What operations tell of promotions. */
public final class Promotion {
  /** Of a database with more operations since nobody knows when it was promoted. */
  private static final int RECENT = 200;

  private Promotion() {}

  /** What is going on, in a sentence, where a database's family is in the middle of one. */
  public static Optional<String> of(Operations operations, DatabaseRef database) {
    return operations
        .findOpen(database.toString())
        .filter(Promoting::is)
        .map(it -> it.target() + " is being promoted in place of " + Followers.primary(it) + ".");
  }

  /** When that database last took the writes of another; empty where nobody knows. */
  public static Optional<Instant> last(Operations operations, DatabaseRef database) {
    var target = database.toString();
    return operations.list(Optional.of(target), RECENT).stream()
        .filter(it -> it.target().equals(target) && Promoting.is(it))
        .filter(it -> it.status() == Operation.Status.SUCCEEDED)
        .findFirst()
        .flatMap(Operation::finishedAt);
  }
}
