package dev.cairn.cli.manifest;

import dev.cairn.api.ManifestResult;

/** What applying a manifest changes, as a readable list, and what it leaves as it is. */
public final class Changes {
  private Changes() {}

  public static String render(ManifestResult result, boolean dryRun) {
    var text = new StringBuilder();
    if (result.changes().isEmpty()) {
      text.append("Nothing to change: ")
          .append(result.stack())
          .append(" is as its cairn.yaml says.\n");
    } else {
      text.append(dryRun ? "Would change:\n" : "Changes:\n");
    }
    for (var change : result.changes()) {
      text.append("  ")
          .append(change.target())
          .append("  ")
          .append(change.description())
          .append('\n');
    }
    result.notes().forEach(note -> text.append("Note: ").append(note).append('\n'));
    return text.toString();
  }
}
