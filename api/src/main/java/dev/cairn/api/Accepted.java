package dev.cairn.api;

import java.util.Optional;

/**
 * A change that began: follow its operation.
 *
 * @param backup name of the final backup that it makes, where it makes one
 */
public record Accepted(OperationRef operation, Optional<String> backup) {
  public Accepted {
    backup = Absent.optional(backup);
  }
}
