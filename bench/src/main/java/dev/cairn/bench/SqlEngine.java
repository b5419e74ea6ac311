package dev.cairn.bench;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.Properties;

/** How an engine with replicas is spoken to, as its own clients do. */
enum SqlEngine {
  POSTGRES("postgresql", "SET default_transaction_read_only = off"),
  MYSQL("mysql", "SET GLOBAL super_read_only = 0");

  /** Of every instance; what may do everything there. */
  static final String ADMINISTRATOR = "cairn_admin";

  /** Longer than any answer takes; who has none by then takes its server for gone. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final String scheme;
  private final String unlock;

  SqlEngine(String scheme, String unlock) {
    this.scheme = scheme;
    this.unlock = unlock;
  }

  static SqlEngine of(String engine) {
    return valueOf(engine.toUpperCase(Locale.ROOT));
  }

  String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether {@link #unlock} is of a session alone, so that it does no harm to a replica. */
  boolean unlocksSession() {
    return this == POSTGRES;
  }

  Connection open(String host, int port, String database, Login login) throws SQLException {
    var properties = new Properties();
    properties.setProperty("user", login.username());
    properties.setProperty("password", login.password());
    var patience = this == MYSQL ? PATIENCE.toMillis() : PATIENCE.toSeconds();
    properties.setProperty("connectTimeout", String.valueOf(patience));
    properties.setProperty("socketTimeout", String.valueOf(patience));
    return DriverManager.getConnection(
        "jdbc:%s://%s:%d/%s".formatted(scheme, host, port, database), properties);
  }

  /**
   * What an administrator does to write where writing is switched off: in PostgreSQL of that
   * session, in MySQL of the whole server.
   */
  void unlock(Connection session) throws SQLException {
    try (var statement = session.createStatement()) {
      var _ = statement.execute(unlock);
    }
  }

  /**
   * Who comes.
   *
   * @param password not printed
   */
  record Login(String username, String password) {
    @Override
    public String toString() {
      return username;
    }
  }
}
