package dev.cairn.provider.local.postgres;

import dev.cairn.core.Problem;
import dev.cairn.core.ReadyWait;
import dev.cairn.engine.postgres.PostgresPosition;
import dev.cairn.engine.postgres.PostgresPromotionSql;
import dev.cairn.engine.postgres.PostgresReplicationSql;
import dev.cairn.provider.Standing;
import dev.cairn.provider.Standing.Relation;
import dev.cairn.provider.local.instance.EngineProcess;
import dev.cairn.provider.local.instance.InstanceFiles;
import dev.cairn.provider.local.instance.InstanceRecord;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the writes of a primary go to a replica that follows it. */
final class PostgresPromotion {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresPromotion.class);

  /** It goes on for as long as it takes; what does not go on is told much sooner. */
  private static final Duration LONGEST = Duration.ofHours(12);

  /** It has replayed all. Asked again, one that hangs is seen. */
  private static final Duration TAKES_WRITES = Duration.ofSeconds(10);

  private static final Duration BRIEF = Duration.ofSeconds(3);
  private static final Duration LOOK = Duration.ofMillis(20);

  private final PostgresAdministration administration;

  PostgresPromotion(PostgresAdministration administration) {
    this.administration = administration;
  }

  /** Whether a mark written at the primary is replayed by the replica in time. */
  boolean arrives(InstanceRecord primary, InstanceRecord replica, Duration within) {
    long mark;
    try {
      mark =
          administration.tellBriefly(
              primary, session -> number(session, PostgresPromotionSql.mark(), 1));
    } catch (SQLException e) {
      throw PostgresEngine.unanswering(primary, e);
    }
    return ReadyWait.upTo(within)
        .holdsInTime(() -> ask(replica, PostgresPromotionSql.received(), 2) >= mark);
  }

  /** Where a write that nobody sees, done now, ends. */
  private long mark(InstanceRecord instance) {
    try {
      return ask(instance, PostgresPromotionSql.mark(), 1);
    } catch (SQLException e) {
      throw PostgresEngine.unanswering(instance, e);
    }
  }

  private long ask(InstanceRecord instance, String sql, int column) throws SQLException {
    return administration.tell(instance, session -> number(session, sql, column));
  }

  private static long number(Connection session, String sql, int column) throws SQLException {
    return Long.parseLong(PostgresSession.rows(session, sql).getFirst().get(column));
  }

  private List<String> row(InstanceRecord instance, String sql) throws SQLException {
    return administration.tell(instance, session -> PostgresSession.rows(session, sql)).getFirst();
  }

  PostgresReceived received(InstanceRecord replica) {
    try {
      return PostgresReceived.of(row(replica, PostgresPromotionSql.received()));
    } catch (SQLException e) {
      throw PostgresEngine.unanswering(replica, e);
    }
  }

  /**
   * By the replica's word and the primary's files: whether that runs, hangs or is dead. The replica
   * is asked first, so that what is written meanwhile does not make it look ahead.
   */
  Standing compare(InstanceFiles primaryFiles, InstanceFiles files, InstanceRecord replica) {
    var received = received(replica);
    if (!received.replica()) {
      return Standing.of(Relation.AHEAD, replica.id() + " takes writes itself.");
    }
    var own = WalFiles.find(files);
    var primary = WalFiles.find(primaryFiles);
    if (own.isEmpty() || primary.isEmpty()) {
      return Standing.of(
          Relation.UNKNOWN,
          "The log of "
              + (primary.isEmpty() ? "its primary" : replica.id())
              + " cannot be read, or is gone.");
    }
    return new PostgresComparison(own.get(), received.received()).against(primary.get());
  }

  /**
   * Has a replica replay all that it received, the part of a record at its end excepted.
   *
   * @throws dev.cairn.core.ProblemException {@code replay-stands}
   */
  void replayReceived(InstanceFiles files, InstanceRecord replica, Consumer<String> progress) {
    if (resumed(files, replica).isDone()) {
      return;
    }
    var _ = replayed(replica, 0, progress);
  }

  /** How far it is once it has replayed all that it has, up to a position at least. */
  private long replayed(InstanceRecord replica, long least, Consumer<String> progress) {
    var replay = new PostgresReplay(replica.id(), least, progress);
    return ReadyWait.upTo(LONGEST)
        .every(LOOK)
        .forResult(
            replica.id() + " to replay all that it has",
            () -> {
              var now = received(replica);
              return replay.isOver(now, System.nanoTime())
                  ? Optional.of(now.replayed())
                  : Optional.empty();
            });
  }

  private PostgresReceived resumed(InstanceFiles files, InstanceRecord replica) {
    var now = received(replica);
    if (!now.isPaused()) {
      return now;
    }
    if (EngineProcess.logEnd(files).contains("insufficient parameter settings")) {
      throw PostgresReplay.stands(replica.id(), "A setting of it is lower than its primary's.");
    }
    try {
      LOG.info("{} replays on", replica.id());
      var _ =
          administration.tell(
              replica, session -> PostgresSession.rows(session, PostgresPromotionSql.replayOn()));
    } catch (SQLException e) {
      throw PostgresEngine.unanswering(replica, e);
    }
    return received(replica);
  }

  /**
   * Has a replica take writes, and proves it by one. It keeps the log from here on for its former
   * primary and for those that followed that too, until it is known who follows it.
   */
  void promote(InstanceFiles files, InstanceRecord replica) {
    if (received(replica).replica()) {
      keepLog(files, replica);
      try {
        var _ = row(replica, PostgresPromotionSql.promote());
      } catch (SQLException e) {
        throw PostgresEngine.unanswering(replica, e);
      }
      ReadyWait.upTo(TAKES_WRITES)
          .until(replica.id() + " to take writes", () -> !received(replica).replica());
    }
    long mark = mark(replica);
    LOG.info("{} took a write that ends at {}", replica.id(), mark);
  }

  private void keepLog(InstanceFiles files, InstanceRecord replica) {
    try {
      var _ =
          administration.tell(
              replica,
              session -> {
                PostgresSlots.keepFor(session, family(files, replica));
                return true;
              });
    } catch (SQLException e) {
      // Whom that hurts is rebuilt; the writes wait for nobody.
      LOG.warn("{} keeps no log for others yet: {}", replica.id(), e.getMessage());
    }
  }

  private static List<String> family(InstanceFiles files, InstanceRecord replica) {
    var primary = replica.replication().primary();
    var all = new ArrayList<String>();
    if (!primary.isEmpty()) {
      all.add(primary);
      InstanceRecord.findReadable(files.of(primary))
          .ifPresent(it -> all.addAll(it.replication().replicas()));
    }
    all.remove(replica.id());
    return all.stream().map(PostgresReplicationSql::slot).toList();
  }

  /**
   * Whether all that a former primary has is in the history of the new one. What it has on disk may
   * end in a part of a record, which counts for nothing; and after a restart it may answer before
   * it has replayed all.
   */
  boolean isWithin(InstanceFiles files, InstanceRecord former, InstanceFiles primaryFiles) {
    var own = WalFiles.find(files);
    var primary = WalFiles.find(primaryFiles);
    if (own.isEmpty() || primary.isEmpty()) {
      throw Problem.unavailable(
              "database-not-answering",
              "The log of " + former.id() + " or of its new primary cannot be read.",
              "Cairn tries again by itself.")
          .toException();
    }
    return isWithin(own.get(), primary.get(), own.get().end())
        || isWithin(own.get(), primary.get(), replayed(former, own.get().end(), said -> {}));
  }

  private static boolean isWithin(PostgresPosition own, PostgresPosition primary, long at) {
    return new PostgresComparison(own, at).isWithin(primary);
  }

  /** Whether a server that runs takes no writes; empty where it does not say. */
  Optional<Boolean> isReplica(InstanceRecord instance) {
    try (var session = PostgresSession.within(BRIEF, administration.administrator(instance))) {
      return PostgresSession.rows(session, PostgresPromotionSql.isReplica()).stream()
          .findFirst()
          .map(row -> row.getFirst().startsWith("t"));
    } catch (SQLException e) {
      LOG.debug("{} does not say what it is: {}", instance.id(), e.getMessage());
      return Optional.empty();
    }
  }
}
