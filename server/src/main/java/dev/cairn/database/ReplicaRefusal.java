package dev.cairn.database;

import dev.cairn.core.Problem;

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
}
