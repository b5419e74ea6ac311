package dev.cairn.secret;

import dev.cairn.core.StageRef;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The stored credentials of one database, without their value. */
public record Secret(
    String name, StageRef stage, String engine, Instant createdAt, Instant changedAt) {

  /** Keys of every secret's value, in their order; references are {@code secret:NAME#KEY}. */
  public static final List<String> KEYS =
      List.of("username", "password", "engine", "host", "port", "dbname", "dbInstanceIdentifier");

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
