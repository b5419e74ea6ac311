package dev.cairn.provider.local.instance;

import dev.cairn.core.Bytes;
import dev.cairn.core.Problem;
import dev.cairn.core.ProblemException;
import dev.cairn.provider.Replication;
import java.util.List;
import java.util.Optional;

/** Who follows whom among the instances of a home, by their records. */
public final class Replicating {
  private Replicating() {}

  /**
   * The record with what is wanted of it. What takes writes does not become a replica by being
   * wanted so, nor a replica a primary: that is a promotion's to do, which proves first that
   * nothing is lost.
   */
  static InstanceRecord of(
      LocalEngine engine,
      InstanceFiles files,
      InstanceRecord instance,
      Replication wanted,
      List<String> guests) {
    boolean isMade = instance.phase() != InstanceRecord.Phase.CREATING;
    var replication = instance.replication();
    if (wanted.isReplica() != instance.isReplica() && (isMade || instance.isReplica())) {
      throw notPromoted(instance);
    }
    replication = replication.serving(wanted.replicas(), guests);
    if (wanted.primary().isEmpty()) {
      return instance.replicating(replication);
    }
    var other = wanted.primary().get();
    if (isMade && !replication.primary().equals(other.id())) {
      throw notPromoted(instance);
    }
    var primary = get(files, other.id());
    var floors = engine.floors(instance, other);
    return instance.replicating(
        (isMade ? replication : replication.administeredAs(primary.administeredAs()))
            .following(primary, floors));
  }

  /**
   * The primary of a replica.
   *
   * @throws ProblemException {@code primary-missing}
   */
  static InstanceRecord primary(InstanceFiles files, InstanceRecord replica) {
    return get(files, replica.replication().primary());
  }

  /** The record with where that primary is now. */
  static InstanceRecord following(
      InstanceFiles files, InstanceRecord replica, InstanceRecord primary) {
    var replication = replica.replication();
    return replica.replicating(replication.following(primary, replication.floors())).write(files);
  }

  /** How far a copy of a primary's data is, in words. */
  public static String copied(long bytes, Bytes whole) {
    return "copied " + new Bytes(Math.clamp(bytes, 0, whole.value())) + " of " + whole;
  }

  /** Empty also for what is no replica. */
  public static Optional<InstanceRecord> findPrimary(InstanceFiles files, InstanceRecord replica) {
    return replica
        .replication()
        .findPrimary()
        .flatMap(id -> InstanceRecord.findReadable(files.of(id)));
  }

  private static InstanceRecord get(InstanceFiles files, String primary) {
    return InstanceRecord.find(files.of(primary))
        .orElseThrow(
            () ->
                Problem.failed(
                        "primary-missing",
                        "The primary " + primary + " is not on this machine.",
                        "A replica follows a primary on the same machine: bring that one back.")
                    .toException());
  }

  private static ProblemException notPromoted(InstanceRecord instance) {
    return Problem.conflict(
            "replication-differs",
            instance.id()
                + (instance.isReplica()
                    ? " is a replica of " + instance.replication().primary()
                    : " takes writes itself")
                + ", and is wanted as something else.",
            "Nothing was changed. Promote a replica to have it take writes.")
        .toException();
  }
}
