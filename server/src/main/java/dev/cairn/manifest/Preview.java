package dev.cairn.manifest;

import dev.cairn.core.Name;
import java.util.List;

/**
 * What applying a manifest would do.
 *
 * @param changes in the order of their doing; empty where there is nothing to change
 * @param notes sentences about what the file does not name, which stays as it is
 */
public record Preview(Name stack, List<PlannedChange> changes, List<String> notes) {
  public Preview {
    changes = List.copyOf(changes);
    notes = List.copyOf(notes);
  }
}
