package notes;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A few connections, and the patience to try again: work that meets a server that is away or just
 * coming back is run again on a new connection until its time is up. So work must be safe to run
 * twice.
 */
final class PostgresPool implements AutoCloseable {

  /** Work on a connection; may be run more than once. */
  interface Work<T> {
    T run(Connection connection) throws SQLException;
  }

  private static final int SIZE = 8;
  private static final long PAUSE_MILLIS = 50;

  /** Server is shutting down, was killed, or does not take connections yet. */
  private static final Set<String> AWAY = Set.of("57P01", "57P02", "57P03", "53300");

  private final PostgresAddress address;
  private final ConcurrentLinkedDeque<Connection> idle = new ConcurrentLinkedDeque<>();
  private final Semaphore permits = new Semaphore(SIZE);

  PostgresPool(PostgresAddress address) {
    this.address = address;
  }

  <T> T run(Duration patience, Work<T> work) throws Unavailable, SQLException {
    var deadline = System.nanoTime() + patience.toNanos();
    acquire(patience);
    try {
      while (true) {
        try {
          return runOnce(work);
        } catch (SQLException e) {
          if (!isAway(e)) {
            throw e;
          }
          if (System.nanoTime() >= deadline) {
            throw new Unavailable(address + " does not answer: " + e.getMessage(), e);
          }
          pause();
        }
      }
    } finally {
      permits.release();
    }
  }

  @Override
  public void close() {
    closeIdle();
  }

  private <T> T runOnce(Work<T> work) throws SQLException {
    var kept = idle.pollFirst();
    var connection =
        kept == null ? DriverManager.getConnection(address.url(), address.properties()) : kept;
    try {
      var result = work.run(connection);
      idle.addFirst(connection);
      return result;
    } catch (SQLException e) {
      closeQuietly(connection);
      if (isAway(e)) {
        closeIdle(); // what broke one connection broke its neighbours
      }
      throw e;
    }
  }

  private void acquire(Duration patience) throws Unavailable {
    try {
      if (!permits.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new Unavailable("All connections to " + address + " are busy", null);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unavailable("Interrupted while waiting for " + address, e);
    }
  }

  private void pause() throws Unavailable {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unavailable("Interrupted while waiting for " + address, e);
    }
  }

  private void closeIdle() {
    for (var connection = idle.pollFirst(); connection != null; connection = idle.pollFirst()) {
      closeQuietly(connection);
    }
  }

  private static void closeQuietly(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      System.err.println("Closing a connection: " + e.getMessage());
    }
  }

  private static boolean isAway(SQLException e) {
    var state = e.getSQLState();
    return state != null && (state.startsWith("08") || AWAY.contains(state));
  }
}
