package dev.cairn.api;

import java.util.Optional;

/**
 * The content of a secret, as applications read it.
 *
 * @param readerHost where the application beside a replica reads, as its variables say, while the
 *     others are about its primary; absent for what never was a replica
 * @param readerPort likewise
 */
public record SecretValueView(
    String username,
    String password,
    String engine,
    String host,
    int port,
    String dbname,
    String dbInstanceIdentifier,
    Optional<String> readerHost,
    Optional<Integer> readerPort) {

  /** Of what is no replica. */
  public SecretValueView(
      String username,
      String password,
      String engine,
      String host,
      int port,
      String dbname,
      String dbInstanceIdentifier) {
    this(
        username,
        password,
        engine,
        host,
        port,
        dbname,
        dbInstanceIdentifier,
        Optional.empty(),
        Optional.empty());
  }

  public SecretValueView {
    readerHost = Absent.optional(readerHost);
    readerPort = Absent.optional(readerPort);
  }
}
