package dev.cairn.provider.local.mysql;

import com.mysql.cj.conf.PropertyDefinitions;
import dev.cairn.core.Sensitive;
import dev.cairn.engine.mysql.MySqlSql;
import dev.cairn.provider.local.instance.CertificateAuthority;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A JDBC connection to an instance on loopback, over TLS, with the server's name verified. */
final class MySqlSession implements AutoCloseable {
  /** Access denied; no such database for him; the account is locked. */
  private static final List<Integer> REFUSED = List.of(1045, 1044, 3118);

  private static final Logger LOG = LoggerFactory.getLogger(MySqlSession.class);

  private static final String PATIENCE_MILLIS = "60000";
  private static final String FOR_EVER = "0";
  private static final int BRIEF_MILLIS = 2000;
  static final int LOCK_SECONDS = 60;

  /** Where no server is: port 1 is tcpmux. */
  private static final int NOBODY = 1;

  static {
    System.setProperty(PropertyDefinitions.SYSP_disableAbandonedConnectionCleanup, "true");
  }

  private final Connection connection;

  private MySqlSession(Connection connection) {
    this.connection = connection;
  }

  /** Loads driver and trust store before they are needed: half a second of a cold start. */
  static void load(CertificateAuthority trusted) {
    try (var refused = open(NOBODY, MySqlSql.ADMIN_DATABASE, "nobody", Sensitive.of(""), trusted)) {
      LOG.warn("Something speaks MySQL on port {}: {}", NOBODY, refused.connection);
    } catch (SQLException expected) {
      LOG.debug("The driver is loaded");
    }
  }

  static MySqlSession administer(int port, Sensitive<String> password, CertificateAuthority trusted)
      throws SQLException {
    return administer(port, password, trusted, PATIENCE_MILLIS);
  }

  /** As {@link #administer}, for a statement that takes as long as it takes. */
  static MySqlSession administerPatiently(
      int port, Sensitive<String> password, CertificateAuthority trusted) throws SQLException {
    return administer(port, password, trusted, FOR_EVER);
  }

  /** As {@link #administer}, of one that may be mute. */
  static MySqlSession administerBriefly(
      int port, Sensitive<String> password, CertificateAuthority trusted) throws SQLException {
    return administer(port, password, trusted, String.valueOf(BRIEF_MILLIS));
  }

  private static MySqlSession administer(
      int port, Sensitive<String> password, CertificateAuthority trusted, String patience)
      throws SQLException {
    var session = open(port, MySqlSql.ADMIN_DATABASE, MySqlSql.ADMIN, password, trusted, patience);
    // What Cairn says, with the verifiers in it, is nobody's to read as a slow statement.
    session.run(
        List.of("SET SESSION long_query_time = 31536000, lock_wait_timeout = " + LOCK_SECONDS));
    return session;
  }

  static MySqlSession open(
      int port,
      String database,
      String user,
      Sensitive<String> password,
      CertificateAuthority trusted)
      throws SQLException {
    return open(port, database, user, password, trusted, PATIENCE_MILLIS);
  }

  private static MySqlSession open(
      int port,
      String database,
      String user,
      Sensitive<String> password,
      CertificateAuthority trusted,
      String patience)
      throws SQLException {
    var properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("password", password.reveal());
    properties.setProperty("sslMode", "VERIFY_IDENTITY");
    properties.setProperty("trustCertificateKeyStoreType", "JKS");
    properties.setProperty("trustCertificateKeyStoreUrl", trusted.trustStore().toUri().toString());
    properties.setProperty("trustCertificateKeyStorePassword", CertificateAuthority.STORE_PASSWORD);
    properties.setProperty("connectTimeout", "5000");
    properties.setProperty("socketTimeout", patience);
    properties.setProperty("connectionAttributes", "program_name:cairn");
    properties.setProperty("logger", "com.mysql.cj.log.NullLogger");
    return new MySqlSession(
        DriverManager.getConnection("jdbc:mysql://127.0.0.1:" + port + "/" + database, properties));
  }

  /** Logs in as the application does. */
  static void verify(
      int port,
      String database,
      String user,
      Sensitive<String> password,
      CertificateAuthority trusted)
      throws SQLException {
    try (var session = open(port, database, user, password, trusted)) {
      session.run(List.of("SELECT 1"));
    }
  }

  static boolean isRefusedLogin(SQLException failure) {
    return REFUSED.contains(failure.getErrorCode());
  }

  /** Waits two seconds for each answer, or as long as others do. */
  void beBrief(boolean isBrief) throws SQLException {
    connection.setNetworkTimeout(
        Runnable::run, isBrief ? BRIEF_MILLIS : Integer.parseInt(PATIENCE_MILLIS));
  }

  void run(List<String> statements) throws SQLException {
    try (var statement = connection.createStatement()) {
      for (var sql : statements) {
        execute(statement, sql);
      }
    }
  }

  private static void execute(Statement statement, String sql) throws SQLException {
    var _ = statement.execute(sql);
  }

  /** The rows of a query, as texts. */
  List<List<String>> rows(String sql, String... parameters) throws SQLException {
    try (var statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setString(i + 1, parameters[i]);
      }
      var all = new ArrayList<List<String>>();
      try (var found = statement.executeQuery()) {
        int columns = found.getMetaData().getColumnCount();
        while (found.next()) {
          var row = new ArrayList<String>();
          for (int column = 1; column <= columns; column++) {
            row.add(String.valueOf(found.getString(column)));
          }
          all.add(row);
        }
      }
      return all;
    }
  }

  /** The first row of a query, by the names of its columns; empty texts for NULL. */
  Optional<Map<String, String>> firstRow(String sql) throws SQLException {
    try (var statement = connection.createStatement();
        var found = statement.executeQuery(sql)) {
      if (!found.next()) {
        return Optional.empty();
      }
      var row = new LinkedHashMap<String, String>();
      var columns = found.getMetaData();
      for (int column = 1; column <= columns.getColumnCount(); column++) {
        row.put(
            columns.getColumnLabel(column),
            Optional.ofNullable(found.getString(column)).orElse(""));
      }
      return Optional.of(row);
    }
  }

  /** The first column of a query. */
  List<String> names(String sql, String... parameters) throws SQLException {
    return rows(sql, parameters).stream().map(List::getFirst).toList();
  }

  /** A query of two columns, name and value. */
  Map<String, String> texts(String sql) throws SQLException {
    var all = new LinkedHashMap<String, String>();
    rows(sql).forEach(row -> all.put(row.getFirst(), row.getLast()));
    return all;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
