package dev.cairn.cli.manifest;

import java.util.Set;
import picocli.CommandLine.Option;

/** What whoever calls a command lets a manifest have, beside the plain files of its own project. */
public final class Allowed {
  @Option(
      names = "--allow-env",
      paramLabel = "NAME",
      description =
          "A variable of your environment that the file may have as a password (env:NAME); repeat"
              + " for more.")
  private Set<String> variables = Set.of();

  @Option(
      names = "--allow-file",
      paramLabel = "NAME",
      description =
          "A file that it may have as a password (file:NAME) although it is hidden, or the manifest"
              + " lies in a home directory; repeat for more.")
  private Set<String> files = Set.of();

  boolean hasVariable(String name) {
    return variables.contains(name);
  }

  boolean hasFile(String name) {
    return files.contains(name);
  }
}
