package dev.cairn.bench;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Commits one number after the other as the application's user, and remembers those that were
 * acknowledged. Where its session ends it asks Cairn where the primary is, as long as it takes.
 */
final class CommitWriter implements AutoCloseable {
  private static final Duration BETWEEN = Duration.ofMillis(2);
  private static final Duration BEFORE_ASKING_AGAIN = Duration.ofMillis(20);

  private final Pair pair;
  private final Set<Long> acknowledged = new HashSet<>();
  private final Thread thread;
  private volatile boolean isOver;
  private long last;

  private CommitWriter(Pair pair) {
    this.pair = pair;
    this.thread = Thread.ofVirtual().name("commit-writer").unstarted(this::run);
  }

  static CommitWriter begin(Pair pair) {
    var writer = new CommitWriter(pair);
    writer.thread.start();
    return writer;
  }

  /** How many commits were acknowledged so far. */
  int count() {
    synchronized (acknowledged) {
      return acknowledged.size();
    }
  }

  private void run() {
    while (!isOver) {
      try (var session = session()) {
        write(session);
      } catch (SQLException | RuntimeException away) {
        // Cairn may not answer for a moment either: it is asked again.
        Waiting.pause(BEFORE_ASKING_AGAIN);
      }
    }
  }

  private Connection session() throws SQLException {
    var primary = pair.primary();
    var login = pair.login(primary);
    return pair.engine()
        .open(
            login.host(),
            login.port(),
            login.dbname(),
            new SqlEngine.Login(login.username(), login.password()));
  }

  private void write(Connection session) throws SQLException {
    try (var insert = session.prepareStatement("insert into counted values (?)")) {
      while (!isOver) {
        // One that was not acknowledged may be there or not; its number is not taken again.
        long number = ++last;
        insert.setLong(1, number);
        var _ = insert.executeUpdate();
        synchronized (acknowledged) {
          acknowledged.add(number);
        }
        Waiting.pause(BETWEEN);
      }
    }
  }

  /** Those acknowledged so far that the primary does not have. */
  List<Long> missing() throws SQLException {
    Set<Long> wanted;
    synchronized (acknowledged) {
      wanted = new HashSet<>(acknowledged);
    }
    try (var session = session();
        var statement = session.createStatement();
        var rows = statement.executeQuery("select n from counted")) {
      while (rows.next()) {
        wanted.remove(rows.getLong(1));
      }
    }
    return new ArrayList<>(wanted);
  }

  /** What is lost is counted once. */
  void forget(List<Long> lost) {
    synchronized (acknowledged) {
      lost.forEach(acknowledged::remove);
    }
  }

  @Override
  public void close() {
    isOver = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
