package dev.cairn.bench;

import dev.cairn.api.SecretValueView;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Writes a row a hundred times a second, each in a transaction of its own, until it is finished.
 */
final class Writer {
  private static final Duration BETWEEN = Duration.ofMillis(10);
  private static final String LETTERS = "x".repeat(200);

  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicBoolean isOver = new AtomicBoolean();
  private final Future<Samples> samples;

  private Writer(String engine, SecretValueView login) {
    this.samples = executor.submit(() -> write(engine, login));
  }

  static Writer begin(String engine, SecretValueView login) {
    return new Writer(engine, login);
  }

  /** How long each write took. */
  Samples finish() throws InterruptedException, ExecutionException {
    isOver.set(true);
    executor.close();
    return samples.get();
  }

  private Samples write(String engine, SecretValueView login) throws SQLException {
    var all = new Samples();
    try (var connection = open(engine, login);
        var insert = connection.prepareStatement("insert into written values (?)")) {
      insert.setString(1, LETTERS);
      long next = System.nanoTime();
      while (!isOver.get()) {
        long begin = System.nanoTime();
        insert.executeUpdate();
        all.add(Duration.ofNanos(System.nanoTime() - begin));
        next += BETWEEN.toNanos();
        Waiting.pause(Duration.ofNanos(Math.max(0, next - System.nanoTime())));
      }
    }
    return all;
  }

  /** Makes the table that is written to, and fills another with that many MiB. */
  static void prepare(String engine, SecretValueView login, int mib) throws SQLException {
    var text =
        engine.equals("postgres")
            ? "(select string_agg(md5(random()::text || n || m), '') from generate_series(1, 32) m)"
            : "concat(md5(rand()), repeat(md5(n), 31))";
    var rows =
        engine.equals("postgres")
            ? "generate_series(1, 1024) n"
            : "(with recursive s as (select 1 as n union all select n + 1 from s where n < 1000)"
                + " select n from s) r";
    try (var connection = open(engine, login);
        var statement = connection.createStatement()) {
      statement.execute("create table written (text varchar(200))");
      statement.execute("create table filled (n int, text varchar(2000))");
      for (int i = 0; i < mib; i++) {
        statement.execute("insert into filled select n, " + text + " from " + rows);
      }
    }
  }

  private static Connection open(String engine, SecretValueView login) throws SQLException {
    var properties = new Properties();
    properties.setProperty("user", login.username());
    properties.setProperty("password", login.password());
    return DriverManager.getConnection(
        "jdbc:%s://%s:%d/%s"
            .formatted(
                engine.equals("postgres") ? "postgresql" : engine,
                login.host(),
                login.port(),
                login.dbname()),
        properties);
  }
}
