package dev.cairn.provider.local.postgres;

import dev.cairn.core.Problem;
import dev.cairn.core.ProblemException;
import dev.cairn.engine.postgres.PostgresBackupFiles;
import dev.cairn.engine.postgres.PostgresControl;
import dev.cairn.engine.postgres.PostgresPosition;
import dev.cairn.engine.postgres.PostgresPromotionSql;
import dev.cairn.provider.Standing.Relation;
import dev.cairn.provider.local.instance.EngineProcess;
import dev.cairn.provider.local.instance.InstanceFiles;
import dev.cairn.provider.local.instance.InstanceRecord;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a primary take no writes any more, whoever starts it: with {@code standby.signal} in its data
 * every server opens them as a replica's, which no session can change.
 */
final class PostgresFence {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresFence.class);

  /** For sessions and replicas that hang; nobody may write meanwhile. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** Longer than that it is interrupted like any other, and recovers when it is started. */
  private static final Duration CHECKPOINT = Duration.ofMinutes(1);

  private final PostgresServer server;
  private final PostgresAdministration administration;
  private final PostgresPromotion promotion;

  PostgresFence(
      PostgresServer server, PostgresAdministration administration, PostgresPromotion promotion) {
    this.server = server;
    this.administration = administration;
    this.promotion = promotion;
  }

  /**
   * Stops it in order, so that it ends with a record that says so and can return as a replica; what
   * holds that up is ended after a while. In the first case all it has was sent before it ended; in
   * the other it is seen.
   *
   * @throws ProblemException {@code freeze-incomplete}, {@code replica-not-running}
   */
  void freeze(
      InstanceFiles files,
      InstanceRecord primary,
      InstanceFiles replicaFiles,
      InstanceRecord replica) {
    boolean runs = server.find(files).isPresent();
    if (runs) {
      writeAhead(primary);
    }
    mark(files);
    administration.forget(primary.id());
    server.stopWithin(files, PATIENCE, () -> hasEnded(replicaFiles) || isOver(files, replica));
    if (!runs) {
      return;
    }
    if (hasEnded(replicaFiles)) {
      throw EngineProcess.successorEnded(replica);
    }
    var standing = promotion.compare(files, replicaFiles, replica);
    if (standing.relation() != Relation.EQUAL) {
      throw Problem.failed(
              "freeze-incomplete",
              replica.id() + " did not get all that " + primary.id() + " had. " + standing.reason(),
              "Take the freeze back, and retry once the replica has caught up.")
          .toException();
    }
  }

  /** What is not on disk yet would be written while nobody may write. */
  private void writeAhead(InstanceRecord primary) {
    try (var session = PostgresSession.within(CHECKPOINT, administration.administrator(primary));
        var statement = session.createStatement()) {
      statement.execute(PostgresPromotionSql.checkpoint());
    } catch (SQLException e) {
      LOG.info("{} is frozen without a checkpoint before: {}", primary.id(), e.getMessage());
    }
  }

  private boolean hasEnded(InstanceFiles replica) {
    return server.findQuickly(replica).isEmpty();
  }

  /** It waits for others only. */
  private boolean isOver(InstanceFiles files, InstanceRecord replica) {
    if (WalFiles.control(files).filter(PostgresControl::stopped).isEmpty()) {
      return false;
    }
    var end = WalFiles.find(files).map(PostgresPosition::end);
    try {
      return end.filter(it -> promotion.received(replica).received() >= it).isPresent();
    } catch (ProblemException e) {
      LOG.debug("{} does not say what it has: {}", replica.id(), e.getMessage());
      return false;
    }
  }

  void mark(InstanceFiles files) {
    if (Files.isDirectory(files.data())) {
      files.markData(PostgresBackupFiles.STANDBY);
    }
  }

  /** One that was started under the mark, by whomever, would go on taking no writes. */
  void unmark(InstanceFiles files, InstanceRecord primary) {
    if (server.find(files).isEmpty() || promotion.isReplica(primary).orElse(false)) {
      administration.forget(primary.id());
      server.stop(files);
    }
    if (Files.isDirectory(files.data())) {
      files.unmarkData(PostgresBackupFiles.STANDBY);
    }
  }

  /**
   * One that runs on as a primary, as nothing proved that it had ended, is ended: the next start
   * finds the mark.
   */
  void requireReplica(InstanceFiles files, InstanceRecord former) {
    if (promotion.received(former).replica()) {
      return;
    }
    mark(files);
    administration.forget(former.id());
    server.stop(files);
    throw EngineProcess.unanswering(
        former, "it was still a primary, and was ended", new IllegalStateException(former.id()));
  }
}
