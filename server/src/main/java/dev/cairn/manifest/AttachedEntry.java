package dev.cairn.manifest;

import dev.cairn.core.Sensitive;
import dev.cairn.database.AttachSpec;
import java.util.Optional;

/**
 * A database that is there already, as a {@code cairn.yaml} names it.
 *
 * @param password where the password is, never the password itself: {@code env:NAME} or {@code
 *     file:PATH}; who sends the file looks there
 */
record AttachedEntry(
    String host,
    Optional<Integer> port,
    Optional<String> database,
    Optional<String> username,
    String password,
    Optional<String> tls,
    Optional<String> authority) {

  AttachSpec spec(Sensitive<String> found) {
    return new AttachSpec(host, port, database, username, found, tls, authority);
  }
}
