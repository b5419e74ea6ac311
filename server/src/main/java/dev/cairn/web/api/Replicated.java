package dev.cairn.web.api;

import dev.cairn.api.AddDatabase;
import dev.cairn.core.Bytes;
import dev.cairn.core.Problem;
import dev.cairn.core.ProblemException;
import dev.cairn.core.Violation;
import dev.cairn.core.Violations;
import dev.cairn.database.DatabaseRef;
import dev.cairn.replication.ReplicaRefusals;
import dev.cairn.replication.ReplicaSpec;
import java.util.List;
import java.util.Optional;

/** From a request to the replica it asks for. */
final class Replicated {
  private Replicated() {}

  /**
   * Of a request that names a primary.
   *
   * @throws dev.cairn.core.ProblemException with all that is the primary's and was asked for
   */
  static ReplicaSpec spec(
      DatabaseRef ref, AddDatabase wanted, String primary, Optional<Bytes> storage) {
    var followed = reference("replicaOf", primary);
    var wrong = new Violations();
    refuse(wrong, "version", wanted.version().isPresent(), "version", followed);
    refuse(wrong, "cacheOnly", wanted.cacheOnly().isPresent(), "persistence", followed);
    refuse(wrong, "fromBackup", wanted.fromBackup().isPresent(), "data", followed);
    refuse(
        wrong, "createDatabases", wanted.createDatabases().isPresent(), "user's rights", followed);
    if (!wanted.settings().isEmpty()) {
      wrong.add(
          "settings",
          "replica-settings",
          "A replica begins with the settings of its primary " + followed + ".",
          "Leave the settings out, and change them once the replica is there.");
    }
    wrong.throwIfAny();
    return new ReplicaSpec(ref, followed, wanted.type(), storage);
  }

  private static void refuse(
      Violations wrong, String field, boolean isAsked, String what, DatabaseRef primary) {
    if (isAsked) {
      var problem = ReplicaRefusals.ownWanted(what, primary);
      wrong.add(field, problem.code(), problem.message(), problem.suggestion());
    }
  }

  /**
   * A database that a field of a request names.
   *
   * @throws dev.cairn.core.ProblemException that names the field
   */
  static DatabaseRef reference(String field, String text) {
    try {
      return DatabaseRef.parse(text);
    } catch (ProblemException e) {
      Problem problem = e.problem();
      throw problem.withViolations(List.of(new Violation(field, problem.message()))).toException(e);
    }
  }
}
