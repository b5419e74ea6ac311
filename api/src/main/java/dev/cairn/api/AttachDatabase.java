package dev.cairn.api;

import java.util.Optional;

/**
 * Names a database that is there already; what is left out takes the engine's default.
 *
 * @param host as the application reaches it
 * @param database its name in the engine; for Redis the index
 * @param tls {@code off}, {@code require} or {@code verify}; by default verify where {@code ca} is
 *     given, else require
 * @param ca the certificate of the authority that the server's is verified with, PEM
 */
public record AttachDatabase(
    String host,
    Optional<Integer> port,
    Optional<String> database,
    Optional<String> username,
    String password,
    Optional<String> tls,
    Optional<String> ca) {
  public AttachDatabase {
    port = Absent.optional(port);
    database = Absent.optional(database);
    username = Absent.optional(username);
    tls = Absent.optional(tls);
    ca = Absent.optional(ca);
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "AttachDatabase[" + host + "]";
  }
}
