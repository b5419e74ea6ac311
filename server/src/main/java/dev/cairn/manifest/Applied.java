package dev.cairn.manifest;

import dev.cairn.operation.Operation;
import java.util.List;

/**
 * What applying a manifest did.
 *
 * @param operations those that it opened, and those that were on their way to the same end
 * @param postponed targets of what was not begun: it needs that the operations have ended, and
 *     begins when the file is applied again then
 */
public record Applied(Preview preview, List<Operation> operations, List<String> postponed) {
  public Applied {
    operations = List.copyOf(operations);
    postponed = List.copyOf(postponed);
  }
}
