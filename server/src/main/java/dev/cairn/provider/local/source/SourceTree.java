package dev.cairn.provider.local.source;

import dev.cairn.core.Bytes;
import dev.cairn.core.Problem;
import dev.cairn.core.StateFile;
import dev.cairn.process.Command;
import dev.cairn.process.Processes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The files of a directory that are its source: in a Git work tree what Git would track (tracked or
 * new, not ignored), else everything but {@code .git}.
 */
public final class SourceTree {
  private static final Duration LIST_TIMEOUT = Duration.ofMinutes(1);
  private static final Bytes LIST_KEEP = Bytes.ofMib(64);

  private final Processes processes;

  public SourceTree(Processes processes) {
    this.processes = processes;
  }

  /** Relative to the directory, in order; regular files and symbolic links only. */
  public List<Path> files(Path directory) {
    requireDirectory(directory);
    var found = new TreeSet<Path>();
    for (var entry : tracked(directory).orElse(List.of(Path.of("")))) {
      walk(directory, directory.resolve(entry), found);
    }
    return List.copyOf(found);
  }

  /** Changes with the name, content or executable bit of any of its files. */
  public String digest(Path directory) {
    return TreeDigest.of(directory, files(directory));
  }

  /** Copies the source files, with permissions and symbolic links as they are. */
  public void copy(Path directory, Path to) {
    var names = files(directory).stream().map(Path::toString).toList();
    CairnHomes.refuse(directory, names);
    var source = new SourceFiles(processes);
    var used = Set.copyOf(names);
    source.requireComplete(
        directory, path -> used.contains(path) || Files.isDirectory(directory.resolve(path)));
    source.copy(directory, names, to);
  }

  private static void requireDirectory(Path directory) {
    if (!Files.isDirectory(directory)) {
      throw Problem.invalid(
              "source-not-found",
              "The source directory " + directory + " does not exist on this machine.",
              "Name an existing directory.")
          .toException();
    }
  }

  /** Empty where the directory is no Git work tree, or is ignored in the one around it. */
  private Optional<List<Path>> tracked(Path directory) {
    if (!isInWorkTree(directory)) {
      return Optional.empty();
    }
    var command =
        Command.of(
                SourceOwner.argv(
                    directory,
                    List.of(
                        "/bin/sh",
                        "-c",
                        // A warning of Git's would pass for the beginning of a name.
                        "exec git \"$@\" 2>/dev/null",
                        "sh",
                        "-c",
                        "safe.directory=*",
                        "-c",
                        // A program that the directory's own settings may name, run as us.
                        "core.fsmonitor=false",
                        "ls-files",
                        "-z",
                        "-co",
                        "--exclude-standard")))
            .in(directory)
            .withEnvironment(Git.ENVIRONMENT)
            .within(LIST_TIMEOUT)
            .keeping(LIST_KEEP);
    var outcome = processes.run(command);
    if (!outcome.succeeded()) {
      return Optional.empty();
    }
    var entries =
        Stream.of(outcome.output().split("\0"))
            .filter(name -> !name.isEmpty())
            .map(name -> readable(directory, name))
            .toList();
    return entries.isEmpty() ? Optional.empty() : Optional.of(entries);
  }

  private static Path readable(Path directory, String name) {
    if (name.contains("\uFFFD") && !Files.exists(directory.resolve(name))) {
      throw Problem.invalid(
              "source-name-unreadable",
              "The name of the file " + name + " in " + directory + " is not in UTF-8.",
              "Rename it, or have Git ignore it.")
          .toException();
    }
    return Path.of(name);
  }

  /** Looks for {@code .git} upwards, so that a directory outside of Git costs no process. */
  private static boolean isInWorkTree(Path directory) {
    for (Optional<Path> at = Optional.of(directory.toAbsolutePath().normalize());
        at.isPresent();
        at = Optional.ofNullable(at.get().getParent())) {
      if (Files.exists(at.get().resolve(".git"))) {
        return true;
      }
    }
    return false;
  }

  /** A listed directory is a submodule or the whole; what was deleted since is left out. */
  private static void walk(Path root, Path at, Set<Path> found) {
    if (Files.isSymbolicLink(at) || Files.isRegularFile(at)) {
      found.add(root.relativize(at));
      return;
    }
    if (!Files.isDirectory(at)) {
      return;
    }
    try (var children = Files.newDirectoryStream(at)) {
      for (var child : children) {
        if (!child.endsWith(".git")) {
          walk(root, child, found);
        }
      }
    } catch (IOException e) {
      throw StateFile.failure("list", at, e);
    }
  }
}
