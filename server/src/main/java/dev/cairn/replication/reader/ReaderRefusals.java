package dev.cairn.replication.reader;

import dev.cairn.core.Problem;
import dev.cairn.core.Suggestions;
import dev.cairn.database.Database;
import dev.cairn.database.DatabaseRef;
import dev.cairn.engine.Redis;
import java.util.List;

/** Why an application does not come to read there. */
final class ReaderRefusals {
  private ReaderRefusals() {}

  /**
   * Of what has no reader variables, whatever its state.
   *
   * @throws dev.cairn.core.ProblemException {@code reader-of-redis}, {@code attached-database}
   */
  static void checkEngine(DatabaseRef ref) {
    if (ref.engine() instanceof Redis) {
      throw Problem.invalid(
              "reader-of-redis",
              "A Redis has no replicas, and no reader variables.",
              "Choose a PostgreSQL or MySQL.")
          .toException();
    }
  }

  /** Neither itself nor whom it follows or is followed by. */
  static Problem otherData(
      DatabaseRef ref, boolean isReplica, DatabaseRef wanted, List<DatabaseRef> choices) {
    return Problem.conflict(
        "reader-of-other-data",
        "The application of "
            + ref.stage()
            + " cannot read from "
            + wanted
            + (isReplica
                ? ": that is neither its replica nor the primary of it."
                : ": that is no replica of " + ref + "."),
        Suggestions.sentence(
            wanted.toString(), choices.stream().map(DatabaseRef::toString).toList(), ""));
  }

  static Problem notAnswering(Database reader) {
    return Problem.conflict(
        "reader-not-answering",
        reader.ref() + " does not answer: nobody can read from it now.",
        "Bring it back first, or choose another; see cairn db show " + reader.ref() + ".");
  }

  static Problem diverged(Database former) {
    return Problem.conflict(
        "reader-diverged",
        former.ref()
            + " was the primary and has not come back as a replica: it does not show what "
            + former.primary().map(DatabaseRef::toString).orElse("its primary")
            + " has.",
        "Have it copied anew with cairn db rebuild "
            + former.ref()
            + " once you have looked at it, or choose another.");
  }

  static Problem unchanged(Database database, String where) {
    return Problem.conflict(
        "reader-unchanged",
        "The application of " + database.ref().stage() + " reads " + where + " already.",
        "Nothing was changed.");
  }
}
