package dev.cairn.provider.local.instance;

import dev.cairn.core.Bytes;
import dev.cairn.core.Problem;
import dev.cairn.core.ProblemException;
import dev.cairn.provider.ReplicaStatus;
import dev.cairn.provider.Replication;
import java.util.List;
import java.util.Optional;

/** Who follows whom among the instances of a home, by their records. */
public final class Replicating {
  private Replicating() {}

  /**
   * The record with what is wanted of it. Who takes writes never changes by being wanted so: that
   * is a promotion's to do, which proves first that nothing is lost. After one, the former primary
   * is wanted as a replica of what came in its place, and so are those that followed it.
   *
   * @throws ProblemException {@code primary-closed}, {@code replication-differs}
   */
  static InstanceRecord of(
      LocalEngine engine,
      InstanceFiles files,
      InstanceRecord instance,
      Replication wanted,
      List<String> guests) {
    boolean isMade = instance.phase() != InstanceRecord.Phase.CREATING;
    var replication = instance.replication().serving(wanted.replicas(), guests);
    if (wanted.primary().isEmpty()) {
      if (instance.isReplica()) {
        throw notPromoted(instance);
      }
      if (replication.isClosed()) {
        throw closed(instance);
      }
      return instance.replicating(replication);
    }
    var other = wanted.primary().get();
    var primary = get(files, other.id());
    var floors = engine.floors(instance, primary, other);
    if (!isMade) {
      return instance.replicating(
          replication.administeredAs(primary.administeredAs()).following(primary, floors));
    }
    if (replication.primary().equals(other.id())) {
      return instance.replicating(replication.following(primary, floors));
    }
    if (instance.isReplica() && primary.replication().hasSucceeded(replication.primary())) {
      return instance.replicating(replication.following(primary, floors));
    }
    if (replication.isClosed() && primary.replication().hasSucceeded(instance.id())) {
      return instance.replicating(
          replication.rejoining(ReplicationRecord.Rejoin.RETURNING).following(primary, floors));
    }
    throw notPromoted(instance);
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

  /** Its replicas without those that have what it never had: such a one follows it once rebuilt. */
  public static List<String> followers(InstanceFiles files, InstanceRecord primary) {
    return primary.replication().replicas().stream()
        .filter(
            id ->
                InstanceRecord.findReadable(files.of(id))
                    .map(InstanceRecord::replication)
                    .filter(it -> it.rejoin() == ReplicationRecord.Rejoin.DIVERGED)
                    .isEmpty())
        .toList();
  }

  /** What is to be said of a former primary that does not follow; empty for all others. */
  public static Optional<ReplicaStatus> apart(InstanceRecord replica) {
    return switch (replica.replication().rejoin()) {
      case NO -> Optional.empty();
      case RETURNING ->
          Optional.of(
              status(
                  ReplicaStatus.State.BROKEN,
                  "It was the primary, and does not follow the new one yet."));
      case DIVERGED ->
          Optional.of(
              status(
                  ReplicaStatus.State.DIVERGED,
                  "It was the primary, and has writes that the new one never had. It takes no more,"
                      + " and can be read until it is rebuilt."));
    };
  }

  private static ReplicaStatus status(ReplicaStatus.State state, String reason) {
    return new ReplicaStatus(state, Optional.empty(), Optional.empty(), reason);
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

  private static ProblemException closed(InstanceRecord instance) {
    return Problem.conflict(
            "primary-closed",
            instance.id() + " takes no writes any more, as a replica is to take its place.",
            "Let that promotion end, or take it back: see cairn op list.")
        .toException();
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
