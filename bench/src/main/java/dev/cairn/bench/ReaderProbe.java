package dev.cairn.bench;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** Reads where an application reads, every few milliseconds, and counts what failed. */
final class ReaderProbe implements AutoCloseable {
  private static final Duration EVERY = Duration.ofMillis(5);

  private final SqlEngine engine;
  private final Probe.Server server;
  private final SqlEngine.Login login;
  private final AtomicInteger reads = new AtomicInteger();
  private final AtomicInteger failures = new AtomicInteger();
  private final Thread thread;
  private volatile boolean isOver;

  private ReaderProbe(SqlEngine engine, Probe.Server server, SqlEngine.Login login) {
    this.engine = engine;
    this.server = server;
    this.login = login;
    this.thread = Thread.ofVirtual().name("reader").unstarted(this::run);
  }

  static ReaderProbe begin(SqlEngine engine, Probe.Server server, SqlEngine.Login login) {
    var probe = new ReaderProbe(engine, server, login);
    probe.thread.start();
    return probe;
  }

  int reads() {
    return reads.get();
  }

  int failures() {
    return failures.get();
  }

  private void run() {
    while (!isOver) {
      try (var session = engine.open(server.host(), server.port(), server.database(), login)) {
        read(session);
      } catch (SQLException e) {
        failures.incrementAndGet();
        Waiting.pause(EVERY);
      }
    }
  }

  private void read(Connection session) throws SQLException {
    while (!isOver) {
      try (var statement = session.createStatement();
          var rows = statement.executeQuery("select max(n) from counted")) {
        if (rows.next()) {
          reads.incrementAndGet();
        }
      }
      Waiting.pause(EVERY);
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
