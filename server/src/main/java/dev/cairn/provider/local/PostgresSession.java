package dev.cairn.provider.local;

import dev.cairn.core.Sensitive;
import dev.cairn.engine.postgres.PostgresAccess;
import dev.cairn.engine.postgres.PostgresSql;
import dev.cairn.provider.Statistics;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
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

  private PostgresSession() {}

  /** Runs statements as the administrator, in one transaction, outside of the engine's log. */
  static void administer(int port, Sensitive<String> password, List<String> statements)
      throws SQLException {
    try (var connection = acting(port, PostgresSql.ADMIN_DATABASE, password);
        var statement = connection.createStatement()) {
      statement.execute(PostgresSql.quietly());
      statement.execute(String.join(";\n", statements));
    }
  }

  /** As {@link #administer}, each statement in a transaction of its own. */
  static void administerEach(
      int port, String database, Sensitive<String> password, List<String> statements)
      throws SQLException {
    try (var connection = acting(port, database, password);
        var statement = connection.createStatement()) {
      statement.execute(PostgresSql.quietly());
      for (var sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** A query of two columns, text and boolean, as the administrator. */
  static Map<String, Boolean> pairs(int port, Sensitive<String> password, String sql)
      throws SQLException {
    try (var connection =
            open(
                port,
                PostgresSql.ADMIN_DATABASE,
                PostgresAccess.ADMIN,
                password,
                Optional.empty());
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      var found = new LinkedHashMap<String, Boolean>();
      while (rows.next()) {
        found.put(rows.getString(1), rows.getBoolean(2));
      }
      return found;
    }
  }

  /** The rows of a query in the application's database as texts, as the administrator. */
  static List<List<String>> rows(int port, String database, Sensitive<String> password, String sql)
      throws SQLException {
    try (var connection = acting(port, database, password);
        var statement = connection.createStatement()) {
      statement.execute(PostgresSql.quietly());
      return rows(statement, sql);
    }
  }

  /** The same where no application decides what a session begins with, so with none changed. */
  static List<List<String>> rows(int port, Sensitive<String> password, String sql)
      throws SQLException {
    try (var connection = administrator(port, password);
        var statement = connection.createStatement()) {
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
  static Connection administrator(int port, Sensitive<String> password) throws SQLException {
    return open(port, PostgresSql.ADMIN_DATABASE, PostgresAccess.ADMIN, password, Optional.empty());
  }

  /** One that nothing steers but {@link PostgresSql#options}, in whosever database. */
  private static Connection acting(int port, String database, Sensitive<String> password)
      throws SQLException {
    var options = new Properties();
    options.setProperty("options", PostgresSql.options());
    return open(port, database, PostgresAccess.ADMIN, password, Optional.empty(), options);
  }

  /**
   * A session of the administrator that may last. It is in nobody's way: a database that somebody
   * is in can be no template for another, and cannot be dropped.
   */
  static Connection onlooker(int port, Sensitive<String> password) throws SQLException {
    return acting(port, PostgresSql.LOOKED_AROUND_IN, password);
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
    try (var connection = open(port, database, user, password, Optional.of(authority));
        var statement = connection.createStatement()) {
      statement.execute("SELECT 1");
    }
  }

  static boolean isRefusedLogin(SQLException failure) {
    return failure.getSQLState() != null && failure.getSQLState().startsWith(CLASS_NOT_AUTHORIZED);
  }

  private static Connection open(
      int port, String database, String user, Sensitive<String> password, Optional<Path> authority)
      throws SQLException {
    return open(port, database, user, password, authority, new Properties());
  }

  private static Connection open(
      int port,
      String database,
      String user,
      Sensitive<String> password,
      Optional<Path> authority,
      Properties properties)
      throws SQLException {
    properties.setProperty("user", user);
    properties.setProperty("password", password.reveal());
    properties.setProperty("ApplicationName", "cairn");
    properties.setProperty("connectTimeout", "5");
    properties.setProperty("socketTimeout", "30");
    properties.setProperty("gssEncMode", "disable");
    properties.setProperty("assumeMinServerVersion", "14");
    properties.setProperty("preferQueryMode", "simple");
    properties.setProperty("sslmode", authority.isPresent() ? "verify-full" : "disable");
    authority.ifPresent(file -> properties.setProperty("sslrootcert", file.toString()));
    var url = "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    var connection = new org.postgresql.Driver().connect(url, properties);
    if (connection == null) {
      throw new IllegalStateException("the PostgreSQL driver refused " + url);
    }
    return connection;
  }
}
