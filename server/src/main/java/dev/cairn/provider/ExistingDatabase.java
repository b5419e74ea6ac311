package dev.cairn.provider;

import dev.cairn.core.Sensitive;
import dev.cairn.engine.Engine;
import java.util.Optional;

/**
 * A database that was there before Cairn, as its user describes it.
 *
 * @param database its name in the engine; for Redis the index
 * @param authority PEM text that the server's certificate is verified with; without it, where it is
 *     to be verified, the machine's own authorities are asked
 */
public record ExistingDatabase(
    Engine engine,
    String host,
    int port,
    String database,
    String username,
    Sensitive<String> password,
    Tls tls,
    Optional<String> authority) {

  /** How the way to it is protected. */
  public enum Tls {
    /** Not at all. */
    OFF,
    /** Encrypted; who answers is not verified. */
    REQUIRE,
    /** Encrypted, and the server's certificate and name are verified. */
    VERIFY
  }

  public String address() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }

  /** The same as seen from elsewhere. */
  public ExistingDatabase at(String otherHost) {
    return new ExistingDatabase(
        engine, otherHost, port, database, username, password, tls, authority);
  }
}
