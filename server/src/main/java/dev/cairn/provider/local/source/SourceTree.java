package dev.cairn.provider.local.source;

import dev.cairn.core.Bytes;
import dev.cairn.core.Problem;
import dev.cairn.process.Command;
import dev.cairn.process.Processes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The files of a directory that are its source: in a Git work tree what Git would track (tracked or
 * new, not ignored), else everything but {@code .git}.
 */
public final class SourceTree {
  private static final Duration LIST_TIMEOUT = Duration.ofMinutes(1);
  private static final Bytes LIST_KEEP = Bytes.ofMib(64);

  private static final Path GIT = Path.of(".git");

  private final Processes processes;
  private final SourceFiles files;

  public SourceTree(Processes processes) {
    this.processes = processes;
    this.files = new SourceFiles(processes);
  }

  /** Relative to the directory, in order; regular files and symbolic links only. */
  public List<Path> files(Path directory) {
    requireDirectory(directory);
    var all = files.list(directory);
    var tracked = tracked(directory);
    var found = new TreeSet<Path>();
    var used = new ArrayList<SourceFiles.Entry>();
    for (var entry : all) {
      var path = Path.of(entry.path());
      if ((tracked.isPresent() && !isBelow(path, tracked.get())) || isGits(path)) {
        continue;
      }
      switch (entry.kind()) {
        case FILE, LINK -> {
          found.add(readable(directory, path));
          used.add(entry);
        }
        case CLOSED -> throw closed(directory, path).toException();
        case DIRECTORY, PIPE -> {}
      }
    }
    files.requireUsable(directory, all, used);
    return List.copyOf(found);
  }

  /** Whether it, or what it lies in, is listed: a submodule is listed as a whole. */
  private static boolean isBelow(Path path, Set<Path> listed) {
    return IntStream.rangeClosed(1, path.getNameCount())
        .anyMatch(names -> listed.contains(path.subpath(0, names)));
  }

  private static boolean isGits(Path path) {
    return StreamSupport.stream(path.spliterator(), false).anyMatch(GIT::equals);
  }

  /** Changes with the name, mode or content of any of its files. */
  public String digest(Path directory) {
    return files.digest(directory, names(directory));
  }

  private List<String> names(Path directory) {
    return files(directory).stream().map(Path::toString).toList();
  }

  /** Copies the source files into an empty directory, with permissions and links as they are. */
  public void copy(Path directory, Path to, SourceFiles.Recipient recipient) {
    var names = names(directory);
    var used = Set.copyOf(names);
    files.requireComplete(
        directory, path -> used.contains(path) || Files.isDirectory(directory.resolve(path)));
    files.copy(directory, names, to, recipient);
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

  /**
   * What Git lists; empty where the directory is no Git work tree, or is ignored in the one around
   * it. Whoever may change the directory runs it, so what its settings name runs as nobody else.
   */
  private Optional<Set<Path>> tracked(Path directory) {
    var reader = SourceOwner.of(directory);
    if (!isInWorkTree(reader.directory())) {
      return Optional.empty();
    }
    // A warning of Git's would pass for the beginning of a name.
    var listed = processes.run(list(reader, "exec git \"$@\" 2>/dev/null"));
    if (!listed.succeeded()) {
      var said = processes.run(list(reader, "exec git \"$@\"")).output();
      if (said.contains("dubious ownership")) {
        throw anothers(directory).toException();
      }
      return Optional.empty();
    }
    var entries =
        Stream.of(listed.output().split("\0"))
            .filter(name -> !name.isEmpty())
            .map(name -> inside(directory, name))
            .collect(Collectors.toSet());
    return entries.isEmpty() ? Optional.empty() : Optional.of(entries);
  }

  private static Command list(SourceOwner reader, String how) {
    var environment = new HashMap<>(Git.ENVIRONMENT);
    environment.putAll(Map.of("GIT_ALLOW_PROTOCOL", "none", "GIT_OPTIONAL_LOCKS", "0"));
    if (reader.isForeign()) {
      environment.put("HOME", "/nonexistent");
    }
    return reader
        .there(
            List.of(
                "/bin/sh",
                "-c",
                how,
                "sh",
                "-c",
                // A program that the directory's own settings may name.
                "core.fsmonitor=false",
                "ls-files",
                "-z",
                "-co",
                "--exclude-standard"))
        .withEnvironment(environment)
        .within(LIST_TIMEOUT)
        .keeping(LIST_KEEP);
  }

  /** An index is a file that anybody may write: names in it may lead out of the directory. */
  static Path inside(Path directory, String name) {
    var path = Path.of(name);
    if (path.isAbsolute() || !path.equals(path.normalize()) || path.startsWith("..")) {
      throw Problem.invalid(
              "source-leads-out",
              "Git's index in " + directory + " names " + name + ", which is not in there.",
              "Make the index anew there: rm .git/index && git reset")
          .toException();
    }
    return path;
  }

  private static Path readable(Path directory, Path path) {
    if (path.toString().contains("\uFFFD")) {
      throw Problem.invalid(
              "source-name-unreadable",
              "The name of the file " + path + " in " + directory + " is not in UTF-8.",
              "Rename it, or have Git ignore it.")
          .toException();
    }
    return path;
  }

  private static Problem closed(Path directory, Path path) {
    return Problem.invalid(
        "source-unreadable",
        "Cannot look into " + path + " in " + directory + ".",
        "Let its owner read it, or have Git ignore it.");
  }

  private static Problem anothers(Path directory) {
    return Problem.invalid(
        "source-of-another",
        "The Git repository that "
            + directory
            + " lies in belongs to another user than the directory.",
        "Give both to one user (chown -R), or, where Cairn is not root and you trust the"
            + " repository, run: git config --global --add safe.directory REPOSITORY");
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
}
