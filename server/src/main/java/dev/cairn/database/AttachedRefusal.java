package dev.cairn.database;

import dev.cairn.core.Problem;

/** Cairn never alters, restarts or deletes a database that it does not run. */
public final class AttachedRefusal {
  private AttachedRefusal() {}

  /**
   * Refuses what would change a database.
   *
   * @throws dev.cairn.core.ProblemException {@code attached-database} where somebody else runs it
   */
  public static void check(Database database) {
    if (database.origin() == Database.Origin.ATTACHED) {
      var ref = database.ref();
      throw Problem.conflict(
              "attached-database",
              ref
                  + " was attached: Cairn does not run it, and never alters, restarts or deletes"
                  + " it.",
              "Change it where it runs, then tell Cairn with cairn db attach --replace; to take it"
                  + " from the stage, cairn db detach "
                  + ref
                  + ".")
          .toException();
    }
  }
}
