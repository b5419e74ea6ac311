package dev.cairn.provider.local.existing;

import dev.cairn.core.Problem;
import dev.cairn.core.ProblemException;
import dev.cairn.provider.ExistingDatabase;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Properties;

/** Logs in to a PostgreSQL and looks. One connection, one SELECT. */
final class PostgresLook {
  private static final int LEAST = 100_000;

  private static final String LOOK =
      """
      SELECT current_setting('server_version'), current_setting('server_version_num')::int,
        pg_is_in_recovery(), current_setting('transaction_read_only') = 'on',
        coalesce(current_schema()::text, ''),
        coalesce(has_schema_privilege(current_schema()::text, 'CREATE'), false),
        (SELECT count(*) FROM pg_namespace
         WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
           AND has_schema_privilege(oid, 'USAGE')),
        (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)
      """;

  private PostgresLook() {}

  static Found look(ExistingDatabase database, Optional<Path> authority) {
    try (var connection = open(database, authority);
        var statement = connection.createStatement();
        var row = statement.executeQuery(LOOK)) {
      row.next();
      var version = row.getString(1).split(" ", 2)[0];
      int number = row.getInt(2);
      if (number < LEAST) {
        throw Refusal.tooOld(database, version, "10");
      }
      var schema = row.getString(5);
      if (row.getLong(7) == 0) {
        throw Refusal.missingPrivileges(database, "it may use no schema of the database");
      }
      var warnings = new ArrayList<String>();
      if (row.getBoolean(3)) {
        warnings.add(Found.readOnly("it is a read replica"));
      } else if (row.getBoolean(4)) {
        warnings.add(Found.readOnly("default_transaction_read_only is on"));
      } else if (!row.getBoolean(6)) {
        warnings.add(
            Found.noCreate(
                database.username(), schema.isEmpty() ? "any schema" : "the schema " + schema));
      }
      if (row.getBoolean(8)) {
        warnings.add(
            "The user "
                + database.username()
                + " is a superuser there: an application should have one that is not.");
      }
      return new Found(version, warnings);
    } catch (SQLException e) {
      throw refusal(database, e);
    }
  }

  private static Connection open(ExistingDatabase database, Optional<Path> authority)
      throws SQLException {
    var properties = new Properties();
    properties.setProperty("user", database.username());
    properties.setProperty("password", database.password().reveal());
    properties.setProperty("ApplicationName", "cairn");
    properties.setProperty("connectTimeout", "4");
    properties.setProperty("socketTimeout", "6");
    properties.setProperty("loginTimeout", "8");
    properties.setProperty("socketFactory", BoundedSocket.ForPostgres.class.getName());
    properties.setProperty("maxResultBuffer", String.valueOf(BoundedSocket.MOST));
    properties.setProperty("gssEncMode", "disable");
    properties.setProperty("preferQueryMode", "simple");
    properties.setProperty(
        "sslmode",
        switch (database.tls()) {
          case OFF -> "disable";
          case REQUIRE -> "require";
          case VERIFY -> "verify-full";
        });
    switch (database.tls()) {
      case OFF, REQUIRE ->
          properties.setProperty("authenticationPluginClassName", NeverInClear.class.getName());
      case VERIFY -> {}
    }
    authority.ifPresent(file -> properties.setProperty("sslrootcert", file.toString()));
    var url =
        "jdbc:postgresql://"
            + database.address()
            + "/"
            + URLEncoder.encode(database.database(), StandardCharsets.UTF_8).replace("+", "%20");
    var connection = new org.postgresql.Driver().connect(url, properties);
    if (connection == null) {
      throw Problem.invalid(
              "invalid-address", "\"" + database.address() + "\" is no address.", "Correct it.")
          .toException();
    }
    return connection;
  }

  /** By SQLSTATE: postgresql.org/docs/current/errcodes-appendix.html. */
  private static ProblemException refusal(ExistingDatabase database, SQLException failure) {
    if (failure instanceof NeverInClear.Asked) {
      return Refusal.asksInClear(database);
    }
    var said = Refusal.said(failure);
    return switch (String.valueOf(failure.getSQLState())) {
      case "28P01" -> Refusal.wrongCredentials(database);
      case "28000" -> Refusal.notAllowed(database, said);
      case "3D000" -> Refusal.noDatabase(database);
      case "42501" -> Refusal.noAccess(database);
      case "53300", "57P03" -> Refusal.busy(database, said);
      default -> Refusal.failed(database, said);
    };
  }
}
