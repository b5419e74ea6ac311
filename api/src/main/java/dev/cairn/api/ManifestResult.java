package dev.cairn.api;

import java.util.List;

/**
 * What applying a manifest changes, and the operations that began.
 *
 * @param notes sentences about what the manifest does not name, which stays as it is
 * @param postponed what of the changes was not begun, as it needs that the operations have ended:
 *     the manifest is to be applied again then
 */
public record ManifestResult(
    String stack,
    List<PlannedChangeView> changes,
    List<String> notes,
    List<OperationRef> operations,
    List<String> postponed) {

  /** Where all was begun. */
  public ManifestResult(
      String stack,
      List<PlannedChangeView> changes,
      List<String> notes,
      List<OperationRef> operations) {
    this(stack, changes, notes, operations, List.of());
  }

  public ManifestResult {
    changes = Absent.list(changes);
    notes = Absent.list(notes);
    operations = Absent.list(operations);
    postponed = Absent.list(postponed);
  }
}
