package dev.cairn.secret;

import dev.cairn.core.Sensitive;
import dev.cairn.db.Json;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Optional;

/**
 * What a secret holds, in the form of Amazon RDS: JSON with exactly {@code username, password,
 * engine, host, port, dbname, dbInstanceIdentifier}, and of a replica {@code readerHost,
 * readerPort} behind them.
 *
 * @param host empty until the database was made
 * @param port 0 until the database was made
 * @param reader of a replica, where the application beside it reads, as its variables say, while it
 *     is its primary that the others are about
 */
public record Credentials(
    String username,
    Sensitive<String> password,
    String engine,
    String host,
    int port,
    String dbname,
    String dbInstanceIdentifier,
    Optional<Reader> reader) {
  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
  private static final int PASSWORD_LENGTH = 40;
  private static final SecureRandom RANDOM = new SecureRandom();

  /** Where an application reads; an empty host and port 0 until that was made. */
  public record Reader(String host, int port) {}

  /** Of a database that is no replica. */
  public Credentials(
      String username,
      Sensitive<String> password,
      String engine,
      String host,
      int port,
      String dbname,
      String dbInstanceIdentifier) {
    this(username, password, engine, host, port, dbname, dbInstanceIdentifier, Optional.empty());
  }

  /** 40 characters of {@code [A-Za-z0-9_-]}: some applications paste it into URLs unescaped. */
  public static Sensitive<String> newPassword() {
    return Sensitive.of(
        RANDOM
            .ints(PASSWORD_LENGTH, 0, ALPHABET.length())
            .map(ALPHABET::charAt)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString());
  }

  public Credentials at(String newHost, int newPort) {
    return new Credentials(
        username, password, engine, newHost, newPort, dbname, dbInstanceIdentifier, reader);
  }

  /** The same of another database with the same data. */
  Credentials of(String identifier) {
    return new Credentials(
        username, password, engine, host, port, dbname, identifier, Optional.empty());
  }

  Credentials readAt(Optional<Reader> replica) {
    return new Credentials(
        username, password, engine, host, port, dbname, dbInstanceIdentifier, replica);
  }

  /** The secret's value as users and programs read it. */
  public Sensitive<String> toJson() {
    var value = new LinkedHashMap<String, Object>();
    value.put("username", username);
    value.put("password", password.reveal());
    value.put("engine", engine);
    value.put("host", host);
    value.put("port", port);
    value.put("dbname", dbname);
    value.put("dbInstanceIdentifier", dbInstanceIdentifier);
    reader.ifPresent(
        it -> {
          value.put("readerHost", it.host());
          value.put("readerPort", it.port());
        });
    return Sensitive.of(Json.write(value));
  }

  /** The text of one key; empty where there is no such key. */
  Optional<Sensitive<String>> value(String key) {
    return switch (key) {
      case "username" -> Optional.of(Sensitive.of(username));
      case "password" -> Optional.of(password);
      case "engine" -> Optional.of(Sensitive.of(engine));
      case "host" -> Optional.of(Sensitive.of(host));
      case "port" -> Optional.of(Sensitive.of(Integer.toString(port)));
      case "dbname" -> Optional.of(Sensitive.of(dbname));
      case "dbInstanceIdentifier" -> Optional.of(Sensitive.of(dbInstanceIdentifier));
      case "readerHost" -> reader.map(it -> Sensitive.of(it.host()));
      case "readerPort" -> reader.map(it -> Sensitive.of(Integer.toString(it.port())));
      default -> Optional.empty();
    };
  }

  /** As {@link #toJson} wrote it. */
  static Credentials parse(Sensitive<String> json) {
    record Value(
        String username,
        String password,
        String engine,
        String host,
        int port,
        String dbname,
        String dbInstanceIdentifier) {}
    var value = Json.read(json.reveal(), Value.class);
    return new Credentials(
        value.username(),
        Sensitive.of(value.password()),
        value.engine(),
        value.host(),
        value.port(),
        value.dbname(),
        value.dbInstanceIdentifier());
  }
}
