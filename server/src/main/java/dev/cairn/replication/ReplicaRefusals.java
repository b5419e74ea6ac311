package dev.cairn.replication;

import dev.cairn.core.Bytes;
import dev.cairn.core.Problem;
import dev.cairn.core.StageRef;
import dev.cairn.core.Violations;
import dev.cairn.database.Database;
import dev.cairn.database.DatabaseRef;
import dev.cairn.engine.Engine;
import dev.cairn.engine.Redis;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Why there is no replica like that. */
public final class ReplicaRefusals {
  private ReplicaRefusals() {}

  /**
   * For callers who were told a version or a database's name too: those are the primary's.
   *
   * @param what in the singular, for example {@code version}
   */
  public static Problem ownWanted(String what, DatabaseRef primary) {
    return Problem.invalid(
        "replica-version",
        "A replica has the " + what + " of its primary " + primary + ": none can be asked for.",
        "Leave the " + what + " out.");
  }

  static void checkRefs(Violations wrong, ReplicaSpec spec) {
    var ref = spec.ref();
    var primary = spec.primary();
    if (ref.engine() instanceof Redis || primary.engine() instanceof Redis) {
      wrong.add(
          "replicaOf",
          "replica-of-redis",
          "A Redis has no replicas.",
          "Add a Redis of its own to the stage, or a replica of a PostgreSQL or MySQL.");
    }
    if (!ref.engine().equals(primary.engine())) {
      wrong.add(
          "engine",
          "engine-differs",
          "A replica of "
              + primary
              + " is a "
              + primary.engine().displayName()
              + ", not a "
              + ref.engine().displayName()
              + ".",
          "Ask for the engine " + primary.engine().id() + ", or for another primary.");
    }
    if (ref.stage().equals(primary.stage())) {
      wrong.add(
          "replicaOf",
          "replica-in-own-stage",
          "A replica of " + primary + " belongs to another stage than " + primary.stage() + ".",
          "Add it to another stage: a stage has at most one database of each engine.");
    }
  }

  /** A stage has at most one database of each engine. */
  static void checkOneOfEach(StageRef stage, List<Engine> engines) {
    var wrong = new Violations();
    for (var engine : Engine.all()) {
      if (Collections.frequency(engines, engine) > 1) {
        wrong.add(
            "databases",
            "engine-twice",
            stage + " cannot have more than one " + engine.displayName() + ".",
            "Ask for a new one or for a replica of one primary.");
      }
    }
    wrong.throwIfAny();
  }

  /**
   * Of what cannot be followed, whatever its state.
   *
   * @throws dev.cairn.core.ProblemException {@code replica-of-replica}, {@code replica-of-attached}
   */
  public static void checkPrimary(WantedPrimary primary) {
    switch (primary.origin()) {
      case CREATED -> {}
      case REPLICA -> throw ofReplica(primary).toException();
      case ATTACHED -> throw ofAttached(primary).toException();
    }
  }

  /**
   * A replica has room for all that its primary may hold.
   *
   * @param storage as asked for; its primary's where left out
   */
  public static void checkStorage(
      Violations wrong, WantedPrimary primary, Optional<Bytes> storage) {
    var least = primary.storage();
    storage
        .filter(it -> it.compareTo(least) < 0)
        .ifPresent(
            it ->
                wrong.add(
                    "storage",
                    "replica-storage",
                    "A replica of "
                        + primary.ref()
                        + " needs at least "
                        + least
                        + " of storage, as much as that, not "
                        + it
                        + ".",
                    "Ask for at least that, or leave it out."));
  }

  private static Problem ofReplica(WantedPrimary replica) {
    return Problem.conflict(
        "replica-of-replica",
        replica.ref()
            + " is a replica itself"
            + replica.follows().map(it -> ", of " + it).orElse("")
            + ".",
        replica
            .follows()
            .map(it -> "Make the replica of its primary " + it + ".")
            .orElse("Choose a primary."));
  }

  private static Problem ofAttached(WantedPrimary attached) {
    return Problem.conflict(
        "replica-of-attached",
        attached.ref() + " is attached: Cairn does not run it, and cannot have it followed.",
        "Choose a database that Cairn runs, or have a replica made where that one runs.");
  }

  static Problem elsewhere(Database primary, String target, String wanted) {
    return Problem.conflict(
        "replica-elsewhere",
        "A replica of "
            + primary.ref()
            + " runs on its primary's target "
            + target
            + ", not on "
            + wanted
            + ".",
        "Choose a stage on the target " + target + ".");
  }

  public static Problem notAnswering(Database primary) {
    return Problem.conflict(
        "primary-not-answering",
        "The primary " + primary.ref() + " does not run: its data cannot be copied.",
        "Bring it back first; see cairn db show " + primary.ref() + ".");
  }

  static Problem primaryGone(DatabaseRef primary) {
    return Problem.conflict(
        "primary-gone",
        "The primary " + primary + " is not there any more: nothing can follow it.",
        "Choose another.");
  }

  public static Problem notReplica(DatabaseRef ref) {
    return Problem.conflict(
        "not-a-replica",
        ref + " follows no primary: there is nothing to copy its data from.",
        "Only a replica is rebuilt; see cairn db show " + ref + ".");
  }
}
