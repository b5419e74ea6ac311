package dev.cairn.provider.local.mysql;

import dev.cairn.core.Problem;
import dev.cairn.core.ReadyWait;
import dev.cairn.engine.mysql.GtidSet;
import dev.cairn.engine.mysql.MySqlPromoting;
import dev.cairn.engine.mysql.MySqlSql;
import dev.cairn.provider.local.instance.EngineProcess;
import dev.cairn.provider.local.instance.InstanceRecord;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a primary take no writes any more while it runs on, for who reads. Only {@code
 * super_read_only} binds administrators too, and only who sets it can take it back: so all sessions
 * end that were there before.
 */
final class MySqlFreeze {
  private static final Logger LOG = LoggerFactory.getLogger(MySqlFreeze.class);
  private static final Duration CLOSED = Duration.ofSeconds(10);
  private static final Duration RECEIVED = Duration.ofSeconds(5);
  private static final int LOCK_SECONDS = 1;

  /** Lock wait timeout exceeded. */
  private static final int LOCKED = 1205;

  private final MySqlSessions sessions;

  MySqlFreeze(MySqlSessions sessions) {
    this.sessions = sessions;
  }

  /**
   * @param replicaRuns whether that has a process
   * @throws dev.cairn.core.ProblemException {@code timed-out}, {@code replica-behind}, {@code
   *     replica-not-running}, {@code database-not-answering}
   */
  void freeze(InstanceRecord primary, InstanceRecord replica, BooleanSupplier replicaRuns) {
    long end = System.nanoTime() + CLOSED.toNanos();
    GtidSet written = sessions.require(primary, session -> close(session, end));
    boolean isThere =
        ReadyWait.upTo(RECEIVED)
            .holdsInTime(
                () -> {
                  if (!replicaRuns.getAsBoolean()) {
                    throw EngineProcess.successorEnded(replica);
                  }
                  return written.isWithin(sessions.askBriefly(replica, MySqlHistories::had));
                });
    if (!isThere) {
      throw Problem.failed(
              "replica-behind",
              "What "
                  + primary.id()
                  + " wrote last did not reach "
                  + replica.id()
                  + " within "
                  + RECEIVED.toSeconds()
                  + " s.",
              "Take the freeze back, and see why the replica does not receive.")
          .toException();
    }
  }

  /** All that it ever wrote. */
  private static GtidSet close(MySqlSession session, long end) throws SQLException {
    session.run(List.of(MySqlSql.waitForLocks(LOCK_SECONDS), MySqlPromoting.stopEvents()));
    while (true) {
      endOthers(session);
      if (refuses(session, end)) {
        var old = session.names(MySqlPromoting.others());
        endOthers(session);
        awaitEnd(session, old);
        // One of those may have switched it off before it ended.
        if (MySqlLogins.isReadOnly(session)) {
          session.run(List.of(MySqlSql.waitForLocks(MySqlSession.LOCK_SECONDS)));
          return MySqlHistories.executed(session);
        }
      }
      if (System.nanoTime() > end) {
        throw new SQLException("others hold locks, or switch its refusal of writes off");
      }
    }
  }

  private static boolean refuses(MySqlSession session, long end) throws SQLException {
    try {
      session.run(List.of(MySqlSql.superReadOnly(true)));
      return true;
    } catch (SQLException e) {
      if (e.getErrorCode() != LOCKED || System.nanoTime() > end) {
        throw e;
      }
      LOG.info("Sessions that hold tables came while others ended: {}", e.getMessage());
      return false;
    }
  }

  private static void endOthers(MySqlSession session) throws SQLException {
    MySqlLogins.kill(session, session.names(MySqlPromoting.others()));
  }

  private static void awaitEnd(MySqlSession session, List<String> old) {
    ReadyWait.upTo(CLOSED)
        .until(
            "sessions to end",
            () -> session.names(MySqlPromoting.others()).stream().noneMatch(old::contains));
  }
}
