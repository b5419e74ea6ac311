package dev.cairn.api;

import java.util.List;
import java.util.Optional;

/**
 * What a promotion does to the application of a stage.
 *
 * @param stage {@code STACK/STAGE}
 * @param variables names of those that get another value, come or go
 * @param release the one that is live and restarts with them; absent where none runs
 */
public record StageEffectView(String stage, List<String> variables, Optional<Integer> release) {
  public StageEffectView {
    variables = Absent.list(variables);
    release = Absent.optional(release);
  }
}
