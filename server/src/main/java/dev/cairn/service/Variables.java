package dev.cairn.service;

import dev.cairn.core.Actor;
import dev.cairn.core.StageRef;
import dev.cairn.operation.Operation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Use cases of runtime variables. */
public final class Variables {

  /** One line of a preview. Values of secrets are masked. */
  public record Change(String name, Kind kind, String before, String after) {
    /** What happens to the variable. */
    public enum Kind {
      ADDED,
      CHANGED,
      REMOVED
    }
  }

  /** In order of name: what the application would get if it started now. */
  public List<Variable> list(StageRef stage) {
    throw new UnsupportedOperationException();
  }

  /** What {@link #change} would do. Values are literals, or {@code secret:NAME#KEY}. */
  public List<Change> preview(StageRef stage, Map<String, String> set, Set<String> unset) {
    throw new UnsupportedOperationException();
  }

  /**
   * Saves the change; where it changes what a running application gets, opens a deploy that hands
   * it over.
   */
  public Optional<Operation> change(
      Actor actor, StageRef stage, Map<String, String> set, Set<String> unset) {
    throw new UnsupportedOperationException();
  }
}
