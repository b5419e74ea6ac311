package notes;

import java.util.Optional;
import java.util.Properties;

/** Where PostgreSQL is and how to sign in, as told by {@code PG_*}. */
public record PostgresAddress(
    String host,
    int port,
    String database,
    String username,
    String password,
    Optional<String> sslMode,
    Optional<String> sslRootCertificate) {

  String url() {
    return "jdbc:postgresql://" + host + ":" + port + "/" + database;
  }

  Properties properties() {
    var properties = new Properties();
    properties.setProperty("user", username);
    properties.setProperty("password", password);
    properties.setProperty("ApplicationName", "notes");
    properties.setProperty("connectTimeout", "2");
    properties.setProperty("loginTimeout", "2");
    properties.setProperty("socketTimeout", "5");
    sslMode.ifPresent(mode -> properties.setProperty("sslmode", mode));
    sslRootCertificate.ifPresent(file -> properties.setProperty("sslrootcert", file));
    return properties;
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "PostgreSQL " + host + ":" + port + "/" + database;
  }
}
