package dev.cairn.api;

import java.util.List;

/** What applying a manifest changes, and the operations that began. */
public record ManifestResult(
    String stack, List<PlannedChangeView> changes, List<OperationRef> operations) {
  public ManifestResult {
    changes = Absent.list(changes);
    operations = Absent.list(operations);
  }
}
