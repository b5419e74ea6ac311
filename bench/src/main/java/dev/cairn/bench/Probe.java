package dev.cairn.bench;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * Tries to write to one server every few milliseconds, in one session as long as that lasts, and
 * then in others, and remembers when it was let.
 */
final class Probe implements AutoCloseable {
  /** Who tries. */
  enum Who {
    /** As the application does. */
    APPLICATION,
    /** Who may do everything there. */
    ADMINISTRATOR
  }

  /**
   * A write that the server said was committed, by {@link System#nanoTime}.
   *
   * @param begun when it was asked for
   * @param ended when it was acknowledged
   */
  record Accepted(long begun, long ended) {}

  /** Where. */
  record Server(String identifier, String host, int port, String database) {}

  private final SqlEngine engine;
  private final Server server;
  private final Who who;
  private final SqlEngine.Login login;
  private final Duration every;

  /** Whether it switches off what keeps it from writing, before each try in its first session. */
  private final boolean unlocks;

  private final List<Accepted> accepted = new ArrayList<>();
  private final CountDownLatch firstTry = new CountDownLatch(1);
  private final Thread thread;
  private volatile boolean isOver;
  private Optional<Connection> session = Optional.empty();
  private boolean isFirst = true;

  private Probe(
      SqlEngine engine,
      Server server,
      Who who,
      SqlEngine.Login login,
      Duration every,
      boolean unlocks) {
    this.engine = engine;
    this.server = server;
    this.who = who;
    this.login = login;
    this.every = every;
    this.unlocks = unlocks;
    this.thread = Thread.ofVirtual().name("probe-" + server.identifier()).unstarted(this::run);
  }

  /** Returns once it has tried for the first time: its session is there. */
  static Probe begin(
      SqlEngine engine,
      Server server,
      Who who,
      SqlEngine.Login login,
      Duration every,
      boolean unlocks)
      throws InterruptedException {
    var probe = new Probe(engine, server, who, login, every, unlocks);
    probe.thread.start();
    probe.firstTry.await();
    return probe;
  }

  String server() {
    return server.identifier();
  }

  Who who() {
    return who;
  }

  /** What it was let do so far, in order. */
  List<Accepted> accepted() {
    synchronized (accepted) {
      return List.copyOf(accepted);
    }
  }

  private void run() {
    long next = System.nanoTime();
    while (!isOver) {
      attempt();
      firstTry.countDown();
      next = Math.max(next + every.toNanos(), System.nanoTime());
      Waiting.pause(Duration.ofNanos(Math.max(0, next - System.nanoTime())));
    }
    drop();
  }

  private void attempt() {
    long begun = System.nanoTime();
    try {
      var connection = session();
      unlock(connection);
      begun = System.nanoTime();
      write(connection);
      var write = new Accepted(begun, System.nanoTime());
      synchronized (accepted) {
        accepted.add(write);
      }
    } catch (SQLException refused) {
      if (isBroken()) {
        drop();
      }
    }
  }

  /** Whoever may not tries to write just the same. */
  private void unlock(Connection connection) {
    if (unlocks && (isFirst || engine.unlocksSession())) {
      try {
        engine.unlock(connection);
      } catch (SQLException refused) {
        return;
      }
    }
  }

  private void write(Connection connection) throws SQLException {
    try (var insert = connection.prepareStatement("insert into probed values (?, ?, ?)")) {
      insert.setString(1, server.identifier());
      insert.setString(2, who.name());
      insert.setLong(3, System.currentTimeMillis());
      var _ = insert.executeUpdate();
    }
  }

  private Connection session() throws SQLException {
    if (session.isEmpty()) {
      session = Optional.of(engine.open(server.host(), server.port(), server.database(), login));
    }
    return session.get();
  }

  /** A server that refuses a write keeps the session; one that ended does not. */
  private boolean isBroken() {
    try {
      return session.isPresent() && !session.get().isValid(1);
    } catch (SQLException e) {
      return true;
    }
  }

  /** What comes after the session that was open before is new, and switches off nothing there. */
  private void drop() {
    isFirst = isFirst && session.isEmpty();
    session.ifPresent(
        it -> {
          try {
            it.close();
          } catch (SQLException gone) {
            return;
          }
        });
    session = Optional.empty();
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
