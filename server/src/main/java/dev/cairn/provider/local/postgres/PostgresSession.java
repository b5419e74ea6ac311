package dev.cairn.provider.local.postgres;

import dev.cairn.core.Sensitive;
import dev.cairn.engine.postgres.PostgresAccess;
import dev.cairn.engine.postgres.PostgresSql;
import dev.cairn.provider.Statistics;
import dev.cairn.provider.local.instance.Administrator;
import dev.cairn.provider.local.instance.KeptSessions;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** JDBC connections to an instance on loopback. */
final class PostgresSession {
  /** Wrong password or no such role: postgresql.org/docs/current/errcodes-appendix.html. */
  private static final String CLASS_NOT_AUTHORIZED = "28";

  /** For an answer. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Duration LONG = Duration.ofHours(1);

  private PostgresSession() {}

  /** Runs statements as the administrator, in one transaction, outside of the engine's log. */
  static void administer(Administrator admin, List<String> statements) throws SQLException {
    try (var connection = acting(admin, PostgresSql.ADMIN_DATABASE)) {
      var _ = administer(connection, statements);
    }
  }

  /** The same in a session that is there, which stays quiet: how many they were. */
  static int administer(Connection connection, List<String> statements) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(PostgresSql.quietly());
      statement.execute(String.join(";\n", statements));
      return statements.size();
    }
  }

  /** As {@link #administer}, each statement in a transaction of its own. */
  static void administerEach(Administrator admin, String database, List<String> statements)
      throws SQLException {
    try (var connection = acting(admin, database);
        var statement = connection.createStatement()) {
      statement.execute(PostgresSql.quietly());
      for (var sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** A query of two columns, text and boolean, in a session that is there. */
  static Map<String, Boolean> pairs(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      var found = new LinkedHashMap<String, Boolean>();
      while (rows.next()) {
        found.put(rows.getString(1), rows.getBoolean(2));
      }
      return found;
    }
  }

  /** The rows of a query in the application's database as texts, as the administrator. */
  static List<List<String>> rows(Administrator admin, String database, String sql)
      throws SQLException {
    try (var connection = acting(admin, database);
        var statement = connection.createStatement()) {
      statement.execute(PostgresSql.quietly());
      return rows(statement, sql);
    }
  }

  /** The same where no application decides what a session begins with, so with none changed. */
  static List<List<String>> rows(Administrator admin, String sql) throws SQLException {
    try (var connection = administrator(admin);
        var statement = connection.createStatement()) {
      return rows(statement, sql);
    }
  }

  /** The same in a session that is there. */
  static List<List<String>> rows(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      return rows(statement, sql);
    }
  }

  private static List<List<String>> rows(Statement statement, String sql) throws SQLException {
    try (var found = statement.executeQuery(sql)) {
      var all = new ArrayList<List<String>>();
      while (found.next()) {
        var row = new ArrayList<String>();
        for (int column = 1; column <= found.getMetaData().getColumnCount(); column++) {
          row.add(String.valueOf(found.getString(column)));
        }
        all.add(row);
      }
      return all;
    }
  }

  /** A session of the administrator, to be closed. */
  static Connection administrator(Administrator admin) throws SQLException {
    return open(admin, PostgresSql.ADMIN_DATABASE, PostgresAccess.ADMIN, new Properties());
  }

  /** One that nothing steers but {@link PostgresSql#options}, in whosever database. */
  private static Connection acting(Administrator admin, String database) throws SQLException {
    return acting(PATIENCE, admin, database);
  }

  /**
   * A session of the administrator that may last. It is in nobody's way: a database that somebody
   * is in can be no template for another, and cannot be dropped.
   */
  static Connection onlooker(Administrator admin) throws SQLException {
    return acting(admin, PostgresSql.LOOKED_AROUND_IN);
  }

  /** As {@link #onlooker}, of one that may hang: its login is waited for so long only. */
  static Connection onlooker(Duration patience, Administrator admin) throws SQLException {
    return acting(patience, admin, PostgresSql.LOOKED_AROUND_IN);
  }

  private static Connection acting(Duration patience, Administrator admin, String database)
      throws SQLException {
    var properties = new Properties();
    properties.setProperty("options", PostgresSql.options());
    properties.setProperty("socketTimeout", String.valueOf(patience.toSeconds()));
    return open(admin, database, PostgresAccess.ADMIN, properties);
  }

  /** One for what takes as long as the disk does, as a checkpoint; quiet, to be closed. */
  static Connection patient(Administrator admin) throws SQLException {
    var connection = acting(admin, PostgresSql.ADMIN_DATABASE);
    setPatience(connection, LONG);
    var _ = quieten(connection);
    return connection;
  }

  /** One that asks who may hang, and waits for each answer for so long only; to be closed. */
  static Connection within(Duration patience, Administrator admin) throws SQLException {
    return acting(patience, admin, PostgresSql.ADMIN_DATABASE);
  }

  /** Asks in a session that is there what takes as long as the disk does. */
  static <T> T patiently(
      Connection connection, KeptSessions.Question<Connection, T, SQLException> question)
      throws SQLException {
    return within(LONG, connection, question);
  }

  /** Asks in a session that is there, and waits for each answer for so long. */
  static <T> T within(
      Duration patience,
      Connection connection,
      KeptSessions.Question<Connection, T, SQLException> question)
      throws SQLException {
    setPatience(connection, patience);
    var answer = question.ask(connection);
    setPatience(connection, PATIENCE);
    return answer;
  }

  private static void setPatience(Connection connection, Duration patience) throws SQLException {
    connection.setNetworkTimeout(Runnable::run, (int) patience.toMillis());
  }

  /** What it is told stays out of the engine's log. */
  static boolean quieten(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      return !statement.execute(PostgresSql.quietly());
    }
  }

  /** What {@link PostgresSql#statistics} asks for. */
  static Statistics statistics(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery(sql)) {
      if (!row.next()) {
        throw new SQLException("no row of statistics");
      }
      return new Statistics(
          row.getInt(1),
          row.getInt(2),
          row.getLong(3),
          row.getLong(4),
          row.getLong(5),
          Optional.empty());
    }
  }

  /** Logs in as the application does: over TLS, with the server's name verified. */
  static void verify(
      int port, String database, String user, Sensitive<String> password, Path authority)
      throws SQLException {
    var login = new Administrator(port, password, authority);
    try (var connection = open(login, database, user, new Properties());
        var statement = connection.createStatement()) {
      statement.execute("SELECT 1");
    }
  }

  static boolean isRefusedLogin(SQLException failure) {
    return failure.getSQLState() != null && failure.getSQLState().startsWith(CLASS_NOT_AUTHORIZED);
  }

  /**
   * Over TLS with a server that our authority vouches for; the password is proven to exactly that
   * one, and never said: {@code channelBinding=require} refuses a server that asks for it in
   * another way, or for none.
   */
  private static Connection open(
      Administrator login, String database, String user, Properties properties)
      throws SQLException {
    properties.setProperty("user", user);
    properties.setProperty("password", login.password().reveal());
    properties.setProperty("ApplicationName", "cairn");
    properties.setProperty("connectTimeout", "5");
    properties.putIfAbsent("socketTimeout", String.valueOf(PATIENCE.toSeconds()));
    properties.setProperty("gssEncMode", "disable");
    properties.setProperty("assumeMinServerVersion", "14");
    properties.setProperty("preferQueryMode", "simple");
    properties.setProperty("sslmode", "verify-full");
    properties.setProperty("sslrootcert", login.authority().toString());
    properties.setProperty("channelBinding", "require");
    var url = "jdbc:postgresql://127.0.0.1:" + login.port() + "/" + database;
    var connection = new org.postgresql.Driver().connect(url, properties);
    if (connection == null) {
      throw new IllegalStateException("the PostgreSQL driver refused " + url);
    }
    return connection;
  }
}
