package dev.cairn.database;

import dev.cairn.core.Problem;
import dev.cairn.provider.ReplicaStatus;
import java.util.Optional;

/** What belongs to a replica's primary is changed there: the replica follows by itself. */
final class ReplicaRefusal {
  private ReplicaRefusal() {}

  /**
   * Refuses what would change that of a replica.
   *
   * @param what in the singular, for example {@code credential}
   * @throws dev.cairn.core.ProblemException {@code is-replica}, which names the primary
   */
  static void check(Database database, String what) {
    database
        .primary()
        .ifPresent(
            primary -> {
              throw Problem.conflict(
                      "is-replica",
                      database.ref()
                          + " is a replica: its "
                          + what
                          + " is that of "
                          + primary
                          + ", which it follows by itself.",
                      "Change it at " + primary + ".")
                  .toException();
            });
  }

  /** Of a replica settings alone are its own. */
  static void check(Database database, TuningSpec spec) {
    if (!spec.added().isEmpty() || !spec.removed().isEmpty()) {
      check(database, "extension");
    }
    if (spec.createsDatabases().isPresent()) {
      check(database, "right to create databases");
    }
  }

  /**
   * Refuses what would have writes lost that are nowhere else, or leave nobody who can read them.
   *
   * @param what begins the sentence, for example {@code shop/eu/mysql is not removed: it}
   * @param status of the replica, as found
   * @throws dev.cairn.core.ProblemException {@code replica-diverged}
   */
  static void checkDiverged(DatabaseRef ref, String what, Optional<ReplicaStatus> status) {
    if (status.filter(it -> it.state() == ReplicaStatus.State.DIVERGED).isPresent()) {
      throw Problem.conflict(
              "replica-diverged",
              what + " has writes that are nowhere else.",
              "Look at them, then throw them away with cairn db rebuild " + ref + ".")
          .toException();
    }
  }
}
