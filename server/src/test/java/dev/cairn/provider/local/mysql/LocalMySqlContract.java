package dev.cairn.provider.local.mysql;

import dev.cairn.core.Bytes;
import dev.cairn.core.Sensitive;
import dev.cairn.core.StageRef;
import dev.cairn.engine.Engine;
import dev.cairn.engine.MySql;
import dev.cairn.process.ProcessIdentity;
import dev.cairn.provider.DatabaseInstance;
import dev.cairn.provider.Login;
import dev.cairn.provider.local.LocalContract;
import dev.cairn.provider.local.instance.InstanceFiles;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/** The contract on real MySQL processes, over JDBC with the authority verified. */
abstract class LocalMySqlContract extends LocalContract {
  @Override
  protected Engine engine() {
    return MySql.INSTANCE;
  }

  @Override
  protected String version() {
    return MySqlForTests.VERSION;
  }

  @Override
  protected String otherVersion() {
    return "8.4";
  }

  /** A running MySQL takes another size of its buffer pool. */
  @Override
  protected boolean resizeRestarts() {
    return false;
  }

  /** The same user with another password. */
  @Override
  protected Login secondLogin(DatabaseInstance instance) {
    return new Login(instance.database(), Sensitive.of("s".repeat(40)));
  }

  /** A new one takes some 170 MiB. */
  @Override
  protected Bytes littleStorage() {
    return Bytes.ofMib(220);
  }

  static Connection connect(
      Path home, String host, int port, String database, Login login, String sslMode)
      throws SQLException {
    var properties = new Properties();
    properties.setProperty("user", login.username());
    properties.setProperty("password", login.password().reveal());
    properties.setProperty("sslMode", sslMode);
    properties.setProperty("allowPublicKeyRetrieval", "true");
    properties.setProperty("trustCertificateKeyStoreUrl", home.resolve("tls/ca.jks").toUri() + "");
    properties.setProperty("trustCertificateKeyStorePassword", "changeit");
    return DriverManager.getConnection(
        "jdbc:mysql://" + host + ":" + port + "/" + database, properties);
  }

  protected int port(String id) {
    return provider().observe(id).endpoint().orElseThrow().port();
  }

  protected Connection connect(DatabaseInstance instance, Login login) throws SQLException {
    return connect(
        home(), "localhost", port(instance.id()), instance.database(), login, "VERIFY_IDENTITY");
  }

  protected void run(DatabaseInstance instance, String... statements) throws SQLException {
    try (var connection = connect(instance, instance.login());
        var statement = connection.createStatement()) {
      for (var sql : statements) {
        statement.execute(sql);
      }
    }
  }

  protected List<String> query(DatabaseInstance instance, String sql) throws SQLException {
    var found = new ArrayList<String>();
    try (var connection = connect(instance, instance.login());
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        found.add(rows.getString(1));
      }
    }
    return found;
  }

  @Override
  protected void write(DatabaseInstance instance, String text) throws SQLException {
    run(
        instance,
        "CREATE TABLE IF NOT EXISTS line(id int AUTO_INCREMENT PRIMARY KEY, text text)",
        "INSERT INTO line(text) VALUES ('" + text + "')");
  }

  @Override
  protected List<String> read(DatabaseInstance instance) throws SQLException {
    return query(instance, "SELECT text FROM line ORDER BY id");
  }

  @Override
  protected void fill(DatabaseInstance instance) throws SQLException {
    run(
        instance,
        "CREATE TABLE IF NOT EXISTS filling(id int AUTO_INCREMENT PRIMARY KEY, bytes longblob)",
        "INSERT INTO filling(bytes) VALUES (REPEAT(RANDOM_BYTES(1024), 1024))");
  }

  @Override
  protected boolean logsIn(DatabaseInstance instance, Login login) throws SQLException {
    try (var connection = connect(instance, login)) {
      return connection.isValid(5);
    } catch (SQLException refused) {
      if (MySqlSession.isRefusedLogin(refused)) {
        return false;
      }
      throw refused;
    }
  }

  protected InstanceFiles files(String id) {
    return InstanceFiles.of(home(), id);
  }

  protected ProcessIdentity process(String id) {
    return new MySqlServer(processes).find(files(id)).orElseThrow();
  }

  protected static DatabaseInstance inStage(DatabaseInstance it) {
    return new DatabaseInstance(
        it.id(),
        it.engine(),
        it.version(),
        it.type(),
        it.storage(),
        Optional.of(StageRef.parse("notes/dev")),
        it.database(),
        it.logins(),
        it.cacheOnly(),
        it.fromBackup());
  }
}
