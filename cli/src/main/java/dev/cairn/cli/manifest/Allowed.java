package dev.cairn.cli.manifest;

import dev.cairn.api.ManifestAllowance;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
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

  @Option(
      names = "--allow-source",
      paramLabel = "PATH",
      description =
          "A directory that it may have as the application's source although it lies elsewhere or is"
              + " hidden, or the manifest lies in a home directory; relative to the manifest; repeat"
              + " for more.")
  private Set<Path> sources = Set.of();

  @Option(
      names = "--allow-secret",
      paramLabel = "NAME",
      description =
          "A secret of another stack that its variables may refer to (secret:NAME#KEY); repeat for"
              + " more.")
  private Set<String> secrets = Set.of();

  /**
   * What it may have of the server's machine.
   *
   * @param manifest absolute
   */
  ManifestAllowance beside(Path manifest) {
    var directory = Optional.ofNullable(manifest.getParent()).orElse(manifest);
    var own = Stream.of(directory).filter(Project::isOwn);
    var named = sources.stream().map(directory::resolve).map(Path::normalize);
    return new ManifestAllowance(
        Stream.concat(own, named).map(Path::toString).toList(), List.copyOf(secrets));
  }

  boolean hasVariable(String name) {
    return variables.contains(name);
  }

  boolean hasFile(String name) {
    return files.contains(name);
  }
}
