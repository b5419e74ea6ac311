package dev.cairn.provider.local.existing;

import dev.cairn.core.Problem;
import dev.cairn.core.ProblemException;
import dev.cairn.core.Sensitive;
import dev.cairn.provider.ExistingDatabase;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;

/** Logs in to a MySQL and looks. One connection, a SELECT and SHOW GRANTS. */
final class MySqlLook {
  static final Sensitive<String> STORE_PASSWORD = Sensitive.of("authority");

  private static final String LOOK =
      "SELECT VERSION(), @@GLOBAL.read_only, @@GLOBAL.innodb_read_only";

  private MySqlLook() {}

  static Found look(ExistingDatabase database, Optional<Path> authority) {
    try (var connection = open(database, authority);
        var statement = connection.createStatement()) {
      String version;
      boolean readOnly;
      try (var row = statement.executeQuery(LOOK)) {
        row.next();
        version = row.getString(1);
        readOnly = row.getBoolean(2) || row.getBoolean(3);
      }
      if (number(version) < 5.7) {
        throw Refusal.tooOld(database, version, "5.7");
      }
      var warnings = new ArrayList<String>();
      if (readOnly) {
        warnings.add(Found.readOnly("read_only is on, as on a replica"));
      }
      if (!mayCreate(grants(statement), database.database())) {
        warnings.add(
            Found.noCreate(database.username(), "the database \"" + database.database() + "\""));
      }
      if (version.toLowerCase(Locale.ROOT).contains("mariadb")) {
        warnings.add("It is MariaDB, which differs from MySQL: " + version + ".");
      }
      return new Found(version, warnings);
    } catch (SQLException e) {
      throw refusal(database, e);
    }
  }

  /** {@code 8.0.33-log} as 8.0. */
  static double number(String version) {
    var parts = version.split("[^0-9]+", 3);
    return parts.length < 2 ? 0 : Double.parseDouble(parts[0] + "." + parts[1]);
  }

  private static List<String> grants(Statement statement) throws SQLException {
    try (var rows = statement.executeQuery("SHOW GRANTS")) {
      var all = new ArrayList<String>();
      while (rows.next()) {
        all.add(rows.getString(1));
      }
      return all;
    }
  }

  /** By its grants, for instance {@code GRANT SELECT, CREATE ON `shop`.* TO `shop`@`%`}. */
  static boolean mayCreate(List<String> grants, String database) {
    for (var grant : grants) {
      int on = grant.indexOf(" ON ");
      if (on < 0) {
        // A role: what it holds is not told here, and assumed to be enough.
        return true;
      }
      var what = grant.substring("GRANT ".length(), on);
      var where = grant.substring(on + 4).split(" TO ", 2)[0].replace("\\", "");
      boolean here =
          where.equals("*.*") || where.equals("`" + database + "`.*") || where.contains("%");
      boolean creates = List.of(what.split(", ?")).contains("CREATE") || what.startsWith("ALL ");
      if (here && creates) {
        return true;
      }
    }
    return false;
  }

  private static Connection open(ExistingDatabase database, Optional<Path> authority)
      throws SQLException {
    var properties = new Properties();
    properties.setProperty("user", database.username());
    properties.setProperty("password", database.password().reveal());
    properties.setProperty("connectTimeout", "4000");
    properties.setProperty("socketTimeout", "6000");
    properties.setProperty("socketFactory", BoundedSocket.ForMySql.class.getName());
    properties.setProperty("maxAllowedPacket", String.valueOf(BoundedSocket.MOST));
    properties.setProperty("connectionAttributes", "program_name:cairn");
    properties.setProperty(
        "sslMode",
        switch (database.tls()) {
          case OFF -> "DISABLED";
          case REQUIRE -> "REQUIRED";
          case VERIFY -> "VERIFY_IDENTITY";
        });
    if (database.tls() == ExistingDatabase.Tls.OFF) {
      properties.setProperty("allowPublicKeyRetrieval", "true");
    }
    authority.ifPresent(
        file -> {
          properties.setProperty("trustCertificateKeyStoreUrl", file.toUri().toString());
          properties.setProperty("trustCertificateKeyStoreType", "PKCS12");
          properties.setProperty("trustCertificateKeyStorePassword", STORE_PASSWORD.reveal());
          properties.setProperty("fallbackToSystemTrustStore", "false");
        });
    var url =
        "jdbc:mysql://"
            + database.address()
            + "/"
            + URLEncoder.encode(database.database(), StandardCharsets.UTF_8).replace("+", "%20");
    var connection = new com.mysql.cj.jdbc.Driver().connect(url, properties);
    if (connection == null) {
      throw Problem.invalid(
              "invalid-address", "\"" + database.address() + "\" is no address.", "Correct it.")
          .toException();
    }
    return connection;
  }

  /** By number: dev.mysql.com/doc/mysql-errors/8.4/en/server-error-reference.html. */
  private static ProblemException refusal(ExistingDatabase database, SQLException failure) {
    var said = Refusal.said(failure);
    return switch (failure.getErrorCode()) {
      case 1045 -> Refusal.wrongCredentials(database);
      case 1044, 1142 -> Refusal.noAccess(database);
      case 1049 -> Refusal.noDatabase(database);
      case 1130, 3118, 1820, 1862 -> Refusal.notAllowed(database, said);
      case 3159 -> Refusal.tlsRequired(database);
      case 1040, 1129, 1203, 1226 -> Refusal.busy(database, said);
      default -> Refusal.failed(database, said);
    };
  }
}
