package dev.cairn.api;

import java.util.List;

/**
 * What applying a manifest changes, and the operations that began.
 *
 * @param notes sentences about what the manifest does not name, which stays as it is
 */
public record ManifestResult(
    String stack,
    List<PlannedChangeView> changes,
    List<String> notes,
    List<OperationRef> operations) {
  public ManifestResult {
    changes = Absent.list(changes);
    notes = Absent.list(notes);
    operations = Absent.list(operations);
  }
}
