package dev.cairn.secret;

import dev.cairn.core.StageRef;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The stored credentials of one database, without their value.
 *
 * @param aliasOf of a replica, the secret of its primary: its values are that one's, with where the
 *     replica is read
 * @param isRead whether it tells where to read: also of what was a replica once, as applications
 *     refer to that
 */
public record Secret(
    String name,
    StageRef stage,
    String engine,
    Instant createdAt,
    Instant changedAt,
    Optional<String> aliasOf,
    boolean isRead) {

  /** Keys of every secret's value, in their order; references are {@code secret:NAME#KEY}. */
  public static final List<String> KEYS =
      List.of("username", "password", "engine", "host", "port", "dbname", "dbInstanceIdentifier");

  /** Those of a replica's. */
  public static final List<String> REPLICA_KEYS =
      Stream.concat(KEYS.stream(), Stream.of("readerHost", "readerPort")).toList();

  public List<String> keys() {
    return keysOf(aliasOf.isPresent() || isRead);
  }

  public static List<String> keysOf(boolean isReplica) {
    return isReplica ? REPLICA_KEYS : KEYS;
  }

  /** {@code <stage>-<stack>-<engine>}. */
  public static String nameOf(StageRef stage, String engine) {
    return stage.stage() + "-" + stage.stack() + "-" + engine;
  }

  /** Contains the stack's name, as AWS users filter by it. */
  public String description() {
    return "Credentials of the " + engine + " database of " + stage;
  }

  public Map<String, String> tags() {
    return Map.of(
        "aws:cloudformation:stack-name",
        stage.stack() + "-" + stage.stage() + "-" + engine,
        "cairn:stack",
        stage.stack().value(),
        "cairn:stage",
        stage.stage().value(),
        "cairn:engine",
        engine);
  }
}
