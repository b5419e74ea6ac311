package dev.cairn.replication;

import dev.cairn.core.PeriodicTask;
import dev.cairn.core.ProblemException;
import dev.cairn.database.Database;
import dev.cairn.db.StateDatabase;
import dev.cairn.operation.Operation;
import dev.cairn.operation.Operations;
import dev.cairn.provider.ReplicaStatus;
import dev.cairn.replication.plan.RebuildReplica;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has replicas copied anew that cannot follow their primary any more, one operation each. */
public final class ReplicaWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ReplicaWatch.class);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(2);
  private static final Duration BEFORE_ANOTHER = Duration.ofMinutes(1);

  private final StateDatabase state;
  private final Operations operations;
  private final Replicas replicas;
  private final PeriodicTask ticking =
      new PeriodicTask(
          Thread.ofPlatform().name("replica-watch").daemon(),
          "Replicas could not be looked at",
          LOG::error,
          AFTER_FAILURE,
          this::lookAgain);
  private boolean hasNone;

  public ReplicaWatch(StateDatabase state, Operations operations, Replicas replicas) {
    this.state = state;
    this.operations = operations;
    this.replicas = replicas;
  }

  public void start() {
    operations.rhythm().onDue(ticking::now);
    ticking.start(Duration.ZERO);
  }

  private Duration lookAgain() {
    return operations
        .rhythm()
        .after(
            () -> {
              tick();
              return hasNone;
            });
  }

  /** Looks once. */
  public void tick() {
    var settled = state.store(ReplicaStore.class).listSettled();
    settled.forEach(this::lookSafely);
    hasNone = settled.isEmpty();
  }

  /** One that cannot be looked at must not keep the others from it. */
  private void lookSafely(Database replica) {
    try {
      look(replica);
    } catch (RuntimeException e) {
      ticking.failed("Replica " + replica.ref() + " could not be looked at", e);
    }
  }

  private void look(Database replica) {
    replicas
        .status(replica)
        .filter(status -> status.state() == ReplicaStatus.State.LOST)
        .filter(_ -> !wasJustTried(replica))
        .ifPresent(status -> rebuild(replica, status.reason()));
  }

  private void rebuild(Database replica, String reason) {
    try {
      replicas.rebuildLost(replica, reason);
      LOG.warn("Replica {} is copied anew: {}", replica.ref(), reason);
    } catch (ProblemException e) {
      // Its primary is away, or somebody changes one of the two; the next tick looks again.
      LOG.debug("Replica {} is let be now: {}", replica.ref(), e.getMessage());
    }
  }

  /** Whoever cancels a rebuild, or sees it fail, gets the time to do something about it. */
  private boolean wasJustTried(Database replica) {
    return operations.findNewest(replica.ref().toString()).stream()
        .filter(it -> it.kind().equals(RebuildReplica.KIND))
        .filter(
            it ->
                it.status() == Operation.Status.CANCELLED || it.status() == Operation.Status.FAILED)
        .flatMap(it -> it.finishedAt().stream())
        .anyMatch(it -> it.plus(BEFORE_ANOTHER).isAfter(Instant.now()));
  }

  @Override
  public void close() {
    ticking.close();
  }
}
