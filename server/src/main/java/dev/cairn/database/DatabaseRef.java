package dev.cairn.database;

import dev.cairn.core.Name;
import dev.cairn.core.Problem;
import dev.cairn.core.StageRef;
import dev.cairn.engine.Engine;

/** Addresses a database as {@code STACK/STAGE/ENGINE}. */
public record DatabaseRef(StageRef stage, Engine engine) {

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

  @Override
  public String toString() {
    return stage + "/" + engine.id();
  }
}
