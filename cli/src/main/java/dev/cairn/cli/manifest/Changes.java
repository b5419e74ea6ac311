package dev.cairn.cli.manifest;

import dev.cairn.api.ManifestResult;

/** What applying a manifest changes, as a readable list. */
public final class Changes {
  private Changes() {}

  public static String render(ManifestResult result, boolean dryRun) {
    if (result.changes().isEmpty()) {
      return "Nothing to change: " + result.stack() + " is as its cairn.yaml says.";
    }
    var text = new StringBuilder(dryRun ? "Would change:\n" : "Changes:\n");
    result
        .changes()
        .forEach(
            each ->
                text.append("  ")
                    .append(each.target())
                    .append("  ")
                    .append(each.description())
                    .append('\n'));
    return text.toString();
  }
}
