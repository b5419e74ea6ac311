package dev.cairn.manifest;

import dev.cairn.operation.Operation;
import java.util.List;

/**
 * What applying a manifest did.
 *
 * @param operations those that it opened, and those that were on their way to the same end
 */
public record Applied(Preview preview, List<Operation> operations) {
  public Applied {
    operations = List.copyOf(operations);
  }
}
