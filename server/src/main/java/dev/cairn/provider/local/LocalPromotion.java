package dev.cairn.provider.local;

import dev.cairn.core.Problem;
import dev.cairn.core.ProblemException;
import dev.cairn.provider.Progress;
import dev.cairn.provider.Standing;
import dev.cairn.provider.local.instance.EngineProcess;
import dev.cairn.provider.local.instance.InstanceEnd;
import dev.cairn.provider.local.instance.InstanceFiles;
import dev.cairn.provider.local.instance.InstanceLifecycle;
import dev.cairn.provider.local.instance.InstanceRecord;
import dev.cairn.provider.local.instance.ReplicationRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the writes of a primary go to a replica of the same home. What matters is the order of what
 * is written down: a primary is closed before anything is done to it, and a replica is said to be
 * promoted before it may take its first write. Killed at any instruction, the same verb goes on.
 */
record LocalPromotion(
    Path home,
    LocalEngines engines,
    InstanceLifecycle lifecycle,
    InstanceEnd ends,
    LocalStop stop,
    InstanceLocks locks) {
  private static final Logger LOG = LoggerFactory.getLogger(LocalPromotion.class);
  private static final Duration BACKOFF = Duration.ofMillis(500);

  Progress prove(String replicaId, Duration within) {
    return InstanceLocks.attempt(
        "prove the replication to " + replicaId,
        () -> {
          var replica = replica(replicaId);
          var primary = primary(replica);
          if (!engines.of(replica).arrives(primary, replica, within)) {
            throw Problem.failed(
                    "replication-unproven",
                    "What "
                        + primary.id()
                        + " writes did not arrive at "
                        + replicaId
                        + " within "
                        + within.toMillis()
                        + " ms.",
                    "Nothing was changed. Wait until it has caught up, or see why it does not.")
                .toException();
          }
        });
  }

  /**
   * One that hangs is ended: what it said is done is in its files, where it is compared by them.
   */
  Progress freeze(String primaryId, String replicaId, String token) {
    var what = "freeze " + primaryId;
    var runs = InstanceLocks.attempt(what, () -> requireRunning(replicaId));
    return runs instanceof Progress.Ready
        ? stop.locked(primaryId, what, () -> freezeNow(primaryId, replicaId, token))
        : runs;
  }

  private void requireRunning(String replicaId) {
    var replica = replica(replicaId);
    if (engines.of(replica).find(files(replicaId)).isEmpty()) {
      throw EngineProcess.successorEnded(replica);
    }
  }

  private void freezeNow(String primaryId, String replicaId, String token) {
    var files = files(primaryId);
    var primary = close(files, token);
    LOG.info("{} takes no writes any more, for {}", primaryId, replicaId);
    engines.of(primary).freeze(files, primary, files(replicaId), replica(replicaId));
  }

  Progress unfreeze(String primaryId, String token) {
    return stop.lockedUnlessServing(
        primaryId,
        "unfreeze " + primaryId,
        () -> {
          var files = files(primaryId);
          var primary = created(primaryId);
          if (!primary.replication().closedBy().equals(token)) {
            return;
          }
          for (var id : primary.replication().replicas()) {
            InstanceRecord.find(files(id)).ifPresent(it -> requireUnpromoted(primary, it));
          }
          engines.of(primary).unmark(files, primary);
          var _ = primary.replicating(primary.replication().closedBy("")).write(files);
          LOG.info("{} may take writes again", primaryId);
        });
  }

  private static void requireUnpromoted(InstanceRecord primary, InstanceRecord replica) {
    var replication = replica.replication();
    boolean mayTakeOver = !replication.promoting().isEmpty() && !replication.isForked();
    if (mayTakeOver || replication.hasSucceeded(primary.id())) {
      throw Problem.conflict(
              "already-promoted",
              replica.id() + " may take writes already, in the place of " + primary.id() + ".",
              "Let its promotion end: see cairn op list.")
          .toException();
    }
  }

  /** Who waits for a server that hangs holds the lock: it is killed before that is asked for. */
  Progress fence(String primaryId, String token) {
    var files = files(primaryId);
    if (!Files.exists(files.directory())) {
      return Progress.ready();
    }
    InstanceRecord.findReadable(files).ifPresent(it -> killed(files, it));
    return locks.locked(
        primaryId,
        "fence " + primaryId,
        () -> {
          var primary = close(files, token);
          engines.of(primary).mark(files, primary);
          var trouble = killed(files, primary);
          if (trouble.isPresent() || ends.lives(engines.of(primary), files)) {
            throw unproven(primaryId, trouble.orElse("Processes of it are still there."));
          }
          LOG.info("{} is fenced", primaryId);
        });
  }

  /** Why something of it may live on; empty where it was ended. */
  private Optional<String> killed(InstanceFiles files, InstanceRecord primary) {
    try {
      ends.kill(engines.of(primary), files);
      return Optional.empty();
    } catch (ProblemException e) {
      return Optional.of(e.problem().message());
    }
  }

  private static ProblemException unproven(String primaryId, String why) {
    return Problem.failed(
            "fence-not-proven",
            "Nothing proves that " + primaryId + " takes no writes any more. " + why,
            "See to it that its server has ended, and retry.")
        .toException();
  }

  private InstanceRecord close(InstanceFiles files, String token) {
    var primary = created(files.directory().getFileName().toString());
    if (primary.isReplica()) {
      throw Problem.conflict(
              "is-replica",
              primary.id() + " is a replica: there are no writes to take from it.",
              "Look who follows whom, with cairn db list.")
          .toException();
    }
    var replication = primary.replication();
    if (replication.isClosed() && !replication.closedBy().equals(token)) {
      throw Problem.conflict(
              "primary-closed",
              primary.id() + " was closed by another promotion.",
              "Let that one end, or take it back: see cairn op list.")
          .toException();
    }
    return primary.replicating(replication.closedBy(token)).write(files);
  }

  Standing compare(String replicaId) {
    var files = files(replicaId);
    try {
      var replica = replica(replicaId);
      var primary = InstanceRecord.findReadable(files(replica.replication().primary()));
      if (primary.isEmpty()) {
        return Standing.of(Standing.Relation.UNKNOWN, "Nothing is left of its primary.");
      }
      if (!replica.replication().follows()) {
        return Standing.of(
            Standing.Relation.OTHER, "It has, or may have, what its primary never had.");
      }
      return engines.of(replica).compare(files(primary.get().id()), primary.get(), files, replica);
    } catch (ProblemException e) {
      LOG.debug("{} is not compared: {}", replicaId, e.getMessage());
      return Standing.of(Standing.Relation.UNKNOWN, e.problem().message());
    }
  }

  /** A failure after which it may take writes is no end: it is asked again until it does. */
  Progress promote(String replicaId, String token, Consumer<String> progress) {
    var result =
        answering(replicaId, "promote " + replicaId, () -> promoteNow(replicaId, token, progress));
    return result instanceof Progress.Failed(var problem) && mayTakeWrites(replicaId)
        ? new Progress.Unsettled(problem, BACKOFF)
        : result;
  }

  /** As {@link #promote}, beside a primary that goes on and does not admit it any more. */
  Progress fork(String replicaId, String token, Consumer<String> progress) {
    var result =
        answering(replicaId, "fork " + replicaId, () -> forkNow(replicaId, token, progress));
    return result instanceof Progress.Failed(var problem) && mayTakeWrites(replicaId)
        ? new Progress.Unsettled(problem, BACKOFF)
        : result;
  }

  /**
   * Nobody writes while one that hangs is waited for: it is ended, and started anew by the work.
   * Before its lock is asked for, as who waits for it holds that.
   */
  private Progress answering(String replicaId, String what, Runnable work) {
    var ended = InstanceLocks.attempt(what, () -> endHanging(created(replicaId)));
    return ended instanceof Progress.Ready ? locks.locked(replicaId, what, work) : ended;
  }

  private void endHanging(InstanceRecord replica) {
    var files = files(replica.id());
    var engine = engines.of(replica);
    if (!ends.hangs(engine, files)) {
      return;
    }
    // Past that mark it has replayed all.
    if (!mayTakeWrites(replica.id()) && !engine.keepsReceived(files, replica)) {
      throw Problem.failed(
              "replica-hangs",
              replica.id()
                  + " says and does nothing. It is not ended: what it received and has not replayed"
                  + " would be lost.",
              "Nothing was changed. See what keeps it, or promote another replica.")
          .toException();
    }
    LOG.warn("{} hangs as it is to take writes: it is started anew", replica.id());
    ends.kill(engine, files);
  }

  private void forkNow(String replicaId, String token, Consumer<String> progress) {
    var files = files(replicaId);
    var found = created(replicaId);
    var engine = engines.of(found);
    if (!found.replication().isForked() && found.replication().promoting().isEmpty()) {
      requireReleased(replica(replicaId));
    }
    lifecycle.run(engine, files, found, progress);
    if (found.replication().isForked()) {
      engine.promote(files, found);
      return;
    }
    var replica = replica(replicaId);
    if (replica.replication().promoting().isEmpty()) {
      engine.replayReceived(files, apart(replica), progress);
      replica = replica.replicating(replica.replication().promoting(token)).write(files);
    }
    engine.promote(files, apart(replica));
    var _ = apart(replica).write(files);
    LOG.info("{} is a database of its own", replicaId);
  }

  /** Engines see no primary: that goes on, so there is no end to what it has and this one lacks. */
  private static InstanceRecord apart(InstanceRecord replica) {
    return replica.replicating(replica.replication().forked());
  }

  private void requireReleased(InstanceRecord replica) {
    InstanceRecord.findReadable(files(replica.replication().primary()))
        .filter(primary -> primary.replication().replicas().contains(replica.id()))
        .ifPresent(
            primary -> {
              throw Problem.conflict(
                      "still-admitted",
                      primary.id() + " admits " + replica.id() + ", which follows it.",
                      "Only a replica that is to be thrown away is taken apart from its primary.")
                  .toException();
            });
  }

  private boolean mayTakeWrites(String replicaId) {
    return InstanceRecord.findReadable(files(replicaId))
        .map(InstanceRecord::replication)
        .filter(it -> !it.promoting().isEmpty() || isPromoted(it))
        .isPresent();
  }

  private static boolean isPromoted(ReplicationRecord replication) {
    return replication.findPrimary().isEmpty() && !replication.succeeded().isEmpty();
  }

  private void promoteNow(String replicaId, String token, Consumer<String> progress) {
    var files = files(replicaId);
    var found = created(replicaId);
    var engine = engines.of(found);
    lifecycle.run(engine, files, found, progress);
    if (isPromoted(found.replication())) {
      engine.promote(files, found);
      return;
    }
    var replica = replica(replicaId);
    var primary = InstanceRecord.find(files(replica.replication().primary()));
    if (replica.replication().promoting().isEmpty()) {
      primary.ifPresent(it -> requireClosed(it, token));
      engine.replayReceived(files, replica, progress);
      replica = replica.replicating(replica.replication().promoting(token)).write(files);
    }
    engine.promote(files, replica);
    var before = primary.map(InstanceRecord::replication);
    var _ = replica.replicating(replica.replication().promoted(replicaId, before)).write(files);
    LOG.info("{} takes writes", replicaId);
  }

  private static void requireClosed(InstanceRecord primary, String token) {
    if (!primary.replication().closedBy().equals(token)) {
      throw Problem.conflict(
              "primary-open",
              primary.id() + " may take writes: nothing may be promoted over it.",
              "Freeze it first, or fence it.")
          .toException();
    }
  }

  private InstanceFiles files(String instanceId) {
    return InstanceFiles.of(home, instanceId);
  }

  private InstanceRecord created(String instanceId) {
    return InstanceRecord.find(files(instanceId))
        .filter(it -> it.phase() == InstanceRecord.Phase.CREATED)
        .orElseThrow(
            () ->
                Problem.notFound(
                        "database-missing",
                        "There is no database " + instanceId + " on this machine.",
                        "Bring its files back, or remove it.")
                    .toException());
  }

  private InstanceRecord replica(String instanceId) {
    return Optional.of(created(instanceId))
        .filter(InstanceRecord::isReplica)
        .orElseThrow(
            () ->
                Problem.conflict(
                        "not-a-replica",
                        instanceId + " follows nobody.",
                        "Only a replica can be promoted.")
                    .toException());
  }

  private InstanceRecord primary(InstanceRecord replica) {
    return created(replica.replication().primary());
  }
}
