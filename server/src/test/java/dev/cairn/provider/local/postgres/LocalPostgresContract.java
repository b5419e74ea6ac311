package dev.cairn.provider.local.postgres;

import dev.cairn.core.Bytes;
import dev.cairn.core.Sensitive;
import dev.cairn.engine.Engine;
import dev.cairn.engine.Postgres;
import dev.cairn.provider.DatabaseInstance;
import dev.cairn.provider.DatabaseProvider;
import dev.cairn.provider.Login;
import dev.cairn.provider.local.LocalContract;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The contract on real PostgreSQL processes. */
abstract class LocalPostgresContract extends LocalContract {
  @Override
  protected Engine engine() {
    return Postgres.INSTANCE;
  }

  @Override
  protected String otherVersion() {
    return version().equals("15") ? "18" : "15";
  }

  @Override
  protected Login secondLogin(DatabaseInstance instance) {
    return new Login(instance.database() + "_2", Sensitive.of("s".repeat(40)));
  }

  /** A new one takes some 40 MiB. */
  @Override
  protected Bytes littleStorage() {
    return Bytes.ofMib(120);
  }

  static Connection connect(DatabaseProvider provider, DatabaseInstance instance)
      throws SQLException {
    return connect(provider, instance, instance.login());
  }

  private static Connection connect(
      DatabaseProvider provider, DatabaseInstance instance, Login login) throws SQLException {
    var endpoint = provider.observe(instance.id()).endpoint().orElseThrow();
    return DriverManager.getConnection(
        "jdbc:postgresql://localhost:"
            + endpoint.port()
            + "/"
            + instance.database()
            + "?sslmode=verify-full&sslrootcert="
            + endpoint.certificateAuthority().orElseThrow(),
        login.username(),
        login.password().reveal());
  }

  @Override
  protected boolean logsIn(DatabaseInstance instance, Login login) throws SQLException {
    try (var connection = connect(provider(), instance, login)) {
      return connection.isValid(5);
    } catch (SQLException refused) {
      if (refused.getSQLState().startsWith("28")) {
        return false;
      }
      throw refused;
    }
  }

  @Override
  protected void write(DatabaseInstance instance, String text) throws SQLException {
    try (var connection = connect(provider(), instance);
        var statement = connection.createStatement()) {
      statement.execute("CREATE TABLE IF NOT EXISTS line(id serial, text text)");
      statement.execute("INSERT INTO line(text) VALUES ('" + text + "')");
    }
  }

  @Override
  protected void fill(DatabaseInstance instance) throws SQLException {
    try (var connection = connect(provider(), instance);
        var statement = connection.createStatement()) {
      statement.execute("CREATE TABLE IF NOT EXISTS filling(text text)");
      statement.execute(
          "INSERT INTO filling SELECT string_agg(md5(random()::text), '')"
              + " FROM generate_series(1, 32768)");
    }
  }

  @Override
  protected List<String> read(DatabaseInstance instance) throws SQLException {
    var lines = new ArrayList<String>();
    try (var connection = connect(provider(), instance);
        var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT text FROM line ORDER BY id")) {
      while (rows.next()) {
        lines.add(rows.getString(1));
      }
    }
    return lines;
  }
}
