package dev.cairn.provider;

import dev.cairn.core.Bytes;
import dev.cairn.core.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;

/** Who follows whom among databases in memory. */
final class FakeReplication {
  private final Map<String, FakeInstances.Running> instances;

  FakeReplication(Map<String, FakeInstances.Running> instances) {
    this.instances = instances;
  }

  ReplicaStatus status(FakeInstances.Running replica) {
    var primary = primary(replica.wanted);
    if (!replica.isAlive || primary.isEmpty() || !primary.get().isAlive) {
      return new ReplicaStatus(
          ReplicaStatus.State.BROKEN, Optional.empty(), Optional.empty(), "One is away.");
    }
    if (!isAdmitted(replica.wanted)) {
      return new ReplicaStatus(
          ReplicaStatus.State.BROKEN, Optional.empty(), Optional.empty(), "It is not admitted.");
    }
    boolean isWell = replica.state.compareTo(ReplicaStatus.State.BROKEN) < 0;
    return new ReplicaStatus(
        replica.state,
        Optional.of(new Bytes(replica.behind)),
        Optional.of(Duration.ofSeconds(replica.behind)),
        isWell ? "" : "It follows no more, on command.");
  }

  private Optional<FakeInstances.Running> primary(DatabaseInstance replica) {
    return replica
        .replication()
        .primary()
        .flatMap(it -> Optional.ofNullable(instances.get(it.id())));
  }

  boolean isAdmitted(DatabaseInstance replica) {
    return primary(replica)
        .filter(it -> it.isAlive)
        .filter(it -> it.wanted.replication().replicas().contains(replica.id()))
        .isPresent();
  }

  static Progress notAdmitted(DatabaseInstance replica) {
    return new Progress.Failed(
        Problem.conflict(
            "replica-not-admitted",
            "The primary of " + replica.id() + " does not admit it.",
            "Admit it first."));
  }

  static Progress differs(DatabaseInstance wanted) {
    return new Progress.Failed(
        Problem.conflict(
            "replication-differs", wanted.id() + " takes writes itself.", "Leave it."));
  }

  Progress fork(FakeInstances.Running replica) {
    if (replica.isForked) {
      return Progress.ready();
    }
    if (isAdmitted(replica.wanted)) {
      return new Progress.Failed(
          Problem.conflict("still-admitted", "Its primary admits it.", "Let it be."));
    }
    var it = replica.wanted;
    replica.isForked = true;
    replica.follows = Optional.empty();
    replica.wanted =
        new DatabaseInstance(
            it.id(),
            it.engine(),
            it.version(),
            it.type(),
            it.storage(),
            it.stage(),
            it.database(),
            it.logins(),
            it.cacheOnly(),
            it.fromBackup(),
            it.tuning());
    return Progress.ready();
  }

  /** As its primary is now. */
  void copy(FakeInstances.Running replica) {
    replica.lines = new ArrayList<>(primary(replica.wanted).orElseThrow().lines);
    replica.copies++;
    replica.state = ReplicaStatus.State.STREAMING;
    replica.behind = 0;
  }

  /** A replica's settings are never below its primary's, nor is its storage. */
  Optional<Progress> tooSmall(DatabaseInstance wanted) {
    var small =
        wanted.replication().replicas().stream()
            .flatMap(id -> Optional.ofNullable(instances.get(id)).stream())
            .filter(it -> it.wanted.replication().isReplica())
            .filter(
                it -> {
                  var known = it.wanted.replication().primary().orElseThrow();
                  return known.type().memory().compareTo(wanted.type().memory()) < 0
                      || it.wanted.storage().compareTo(wanted.storage()) < 0;
                })
            .findFirst();
    return small.map(
        it ->
            new Progress.Failed(
                Problem.conflict(
                    "replica-too-small",
                    it.wanted.id() + " is not ready for it.",
                    "Do so first.")));
  }
}
