package dev.cairn.replication.promotion;

import dev.cairn.core.StageRef;
import java.util.List;
import java.util.Optional;

/**
 * What a promotion changes for the application of a stage.
 *
 * @param variables names of those that change, come or go, in order
 * @param release the live one, where it is deployed again for them; empty where there is none
 */
public record StageEffect(StageRef stage, List<String> variables, Optional<Integer> release) {
  public StageEffect {
    variables = List.copyOf(variables);
  }
}
