package dev.cairn.provider.local.source;

import dev.cairn.core.Problem;
import dev.cairn.core.ProblemException;
import dev.cairn.core.Sentence;
import dev.cairn.process.Command;
import dev.cairn.process.Processes;
import dev.cairn.provider.GitAddress;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What Git fetches from: a server, or exactly one directory of this machine. That one is named
 * without links, is no neighbour that Git finds by its name, and is read by whoever could exchange
 * it; by root only where nobody else can change anything in it.
 *
 * @param address where relative ones begin
 * @param url as Git gets it
 * @param reader of one on this machine
 */
record GitOrigin(GitAddress address, String url, Optional<SourceOwner> reader) {
  private static final Duration LOOK_TIMEOUT = Duration.ofMinutes(1);
  private static final Path GIT = Path.of(".git");

  /**
   * Prints the first that others may change, or that leads elsewhere. What Git reads no objects of
   * is left out.
   */
  private static final List<String> FIND_ASTRAY =
      List.of(
          "find",
          ".",
          "-ignore_readdir_race",
          "(",
          "-path",
          "./hooks",
          "-o",
          "-path",
          "./modules",
          "-o",
          "-path",
          "./worktrees",
          ")",
          "-prune",
          "-o",
          "(",
          "-type",
          "l",
          "-o",
          "!",
          "-uid",
          "0",
          "-o",
          "-perm",
          "-002",
          "-o",
          // With an access control list that is what its widest entry may.
          "-perm",
          "-020",
          "-o",
          "-path",
          "./commondir",
          "-o",
          "-path",
          "./objects/info/alternates",
          ")",
          "-print",
          "-quit");

  /**
   * @throws dev.cairn.core.ProblemException {@code git-address-refused}, {@code
   *     git-repository-refused}
   */
  static GitOrigin of(GitAddress address, Processes processes) {
    return switch (address) {
      case GitAddress.Network(String url) -> new GitOrigin(address, url, Optional.empty());
      case GitAddress.Here(Path path) -> here(path, processes);
      case GitAddress.Refused(String rule) ->
          throw Problem.invalid(
                  "git-address-refused",
                  "A repository is not read: its address must be " + rule + ".",
                  "Name it as https://HOST/PATH, ssh://HOST/PATH or /PATH.")
              .toException();
    };
  }

  private static GitOrigin here(Path path, Processes processes) {
    if (!Files.isDirectory(path)) {
      throw refused(path, "it is no directory of this machine", "Name an existing repository.");
    }
    var tree = SourceOwner.of(path).directory();
    var inside = tree.resolve(GIT);
    if (Files.exists(inside, LinkOption.NOFOLLOW_LINKS)
        && !Files.isDirectory(inside, LinkOption.NOFOLLOW_LINKS)) {
      throw refused(
          path,
          "its .git leads elsewhere",
          "Name the repository itself: git -C " + path + " rev-parse --git-common-dir");
    }
    var reader = SourceOwner.of(Files.exists(inside) ? path.resolve(GIT) : path);
    CairnHomes.refuse(reader.directory(), List.of());
    if (!reader.isForeign() && !Files.isRegularFile(reader.directory().resolve("HEAD"))) {
      throw refused(path, "it is no repository", "Name the repository itself.");
    }
    if (Processes.isRoot() && !reader.isForeign()) {
      requireRootsAlone(reader.directory(), processes);
    }
    // A path without a scheme may be a file that Git takes for a bundle.
    var url = "file://" + reader.directory().toString().replace("%", "%25");
    return new GitOrigin(new GitAddress.Here(tree), url, Optional.of(reader));
  }

  private static void requireRootsAlone(Path directory, Processes processes) {
    var astray = processes.run(Command.of(FIND_ASTRAY).in(directory).within(LOOK_TIMEOUT));
    if (!astray.succeeded() || !astray.output().isBlank()) {
      throw refused(
          directory,
          "root reads only what is root's alone, and this leads elsewhere or is others' to change: "
              + astray.lastLine(),
          "Give all of it to one user, who then reads it (chown -R USER "
              + directory
              + "), or copy it: git clone --mirror --no-local");
    }
  }

  private static ProblemException refused(Path path, String why, String suggestion) {
    return Problem.invalid(
            "git-repository-refused",
            "The repository " + path + " is not read: " + Sentence.ended(why),
            suggestion)
        .toException();
  }

  /** Whether it is on this machine, and Cairn reads it as somebody else. */
  boolean isForeign() {
    return reader.filter(SourceOwner::isForeign).isPresent();
  }

  /** Options of what fetches: what the repository's settings name runs as nobody but its reader. */
  List<String> options() {
    return reader
        .map(it -> List.of("--upload-pack=" + String.join(" ", server(it))))
        .orElse(List.of());
  }

  private static List<String> server(SourceOwner reader) {
    var command = new ArrayList<String>();
    if (reader.isForeign()) {
      command.addAll(List.of("env", "HOME=/nonexistent"));
    }
    command.addAll(List.of("git-upload-pack", "--strict"));
    return reader.as(command);
  }

  /** What else is said, by a server or by settings that rewrite addresses, leads nowhere else. */
  Map<String, String> environment() {
    var all = new HashMap<>(Git.ENVIRONMENT);
    all.put("GIT_ALLOW_PROTOCOL", reader.isPresent() ? "file" : "git:http:https:ssh");
    return all;
  }

  /** Whether both are Cairn's own and lie in one directory. */
  boolean isBeside(GitOrigin other) {
    return !isForeign() && !other.isForeign() && isBeside(address, other.address);
  }

  /** Whether both lie in one directory, as they are written. */
  static boolean isBeside(GitAddress one, GitAddress other) {
    return one instanceof GitAddress.Here(Path path)
        && other instanceof GitAddress.Here(Path neighbour)
        && Optional.ofNullable(path.getParent()).equals(Optional.ofNullable(neighbour.getParent()));
  }
}
