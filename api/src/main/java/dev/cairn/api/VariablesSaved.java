package dev.cairn.api;

import java.util.List;
import java.util.Optional;

/**
 * What a change of variables came to.
 *
 * @param operation hands them to the running application; absent where nothing has to be handed
 *     over
 */
public record VariablesSaved(List<VariableChange> changes, Optional<OperationRef> operation) {
  public VariablesSaved {
    changes = Absent.list(changes);
    operation = Absent.optional(operation);
  }
}
