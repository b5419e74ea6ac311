package dev.cairn.database;

import dev.cairn.core.Name;
import dev.cairn.core.Problem;
import dev.cairn.core.StageRef;
import dev.cairn.engine.Engine;
import java.util.regex.Pattern;

/** Addresses a database as {@code STACK/STAGE/ENGINE}. */
public record DatabaseRef(StageRef stage, Engine engine) {
  private static final Pattern READER = Pattern.compile("/reader$");

  public static DatabaseRef parse(String text) {
    var parts = text.split("/", -1);
    if (parts.length != 3) {
      throw Problem.invalid(
              "invalid-reference",
              "\"" + text + "\" does not address a database.",
              "Write STACK/STAGE/ENGINE, for example notes/dev/postgres.")
          .toException();
    }
    return new DatabaseRef(
        new StageRef(new Name(parts[0]), new Name(parts[1])), Engine.of(parts[2]));
  }

  /** Of an operation's target: the database itself, or what is below it. */
  public static DatabaseRef ofTarget(String target) {
    return parse(READER.matcher(target).replaceFirst(""));
  }

  /**
   * The target of operations on where the application beside it reads. They change nothing in the
   * database: what else is going on with that does not stand in their way.
   */
  public String readerTarget() {
    return this + "/reader";
  }

  @Override
  public String toString() {
    return stage + "/" + engine.id();
  }
}
