package notes;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/**
 * A few connections, and the patience to try again: work that meets a server that is away or just
 * coming back is run again on a new connection until its time is up. So work must be safe to run
 * twice. A connection is either in use, idle, or closed: nothing leaks while the server is away.
 */
final class Pool implements AutoCloseable {

  /** Work on a connection; may be run more than once. */
  interface Work<T> {
    T run(Connection connection) throws SQLException;
  }

  private static final int SIZE = 8;
  private static final long PAUSE_MILLIS = 50;

  private final SqlDatabase database;
  private final DataSource source;
  private final ConcurrentLinkedDeque<Connection> idle = new ConcurrentLinkedDeque<>();
  private final Semaphore permits = new Semaphore(SIZE);

  Pool(SqlDatabase database) {
    this.database = database;
    this.source = database.dataSource();
  }

  <T> T run(Duration patience, Work<T> work) throws Unavailable, SQLException {
    var deadline = System.nanoTime() + patience.toNanos();
    acquire(patience);
    try {
      while (true) {
        try {
          return runOnce(work);
        } catch (SQLException e) {
          if (database.isReadOnly(e)) {
            throw new Unavailable(database + " takes no changes now: it may be full", e);
          }
          if (!database.isAway(e)) {
            throw e;
          }
          if (System.nanoTime() >= deadline) {
            throw new Unavailable(database + " does not answer: " + reason(e), e);
          }
          Pause.millis(PAUSE_MILLIS, database);
        }
      }
    } finally {
      permits.release();
    }
  }

  @Override
  public void close() {
    for (var connection = idle.pollFirst(); connection != null; connection = idle.pollFirst()) {
      closeQuietly(connection);
    }
  }

  private <T> T runOnce(Work<T> work) throws SQLException {
    var kept = idle.pollFirst();
    var connection = kept == null ? source.getConnection() : kept;
    var usable = false;
    try {
      var result = work.run(connection);
      usable = true;
      return result;
    } catch (SQLException e) {
      if (database.isAway(e)) {
        close(); // what broke one connection broke its neighbours
      }
      throw e;
    } finally {
      if (usable) {
        idle.addFirst(connection);
      } else {
        closeQuietly(connection);
      }
    }
  }

  private void acquire(Duration patience) throws Unavailable {
    try {
      if (!permits.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new Unavailable("All connections to " + database + " are busy");
      }
    } catch (InterruptedException e) {
      throw Pause.interrupted(e, database);
    }
  }

  /** Drivers wrap what went wrong; the innermost says it shortest. */
  private static String reason(Throwable e) {
    return e.getCause() == null ? String.valueOf(e.getMessage()) : reason(e.getCause());
  }

  private static void closeQuietly(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      System.err.println("Closing a connection: " + e.getMessage());
    }
  }
}
