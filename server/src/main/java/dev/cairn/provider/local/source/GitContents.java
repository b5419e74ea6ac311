package dev.cairn.provider.local.source;

import dev.cairn.core.Problem;
import dev.cairn.core.ProblemException;
import dev.cairn.core.StateFile;
import dev.cairn.process.Command;
import dev.cairn.process.Outcome;
import dev.cairn.process.Processes;
import dev.cairn.provider.ReleaseInstance.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a checkout of Cairn's own still misses: its submodules and the files in Git LFS. Where they
 * are is written in the repository, by whoever may write there: they may name what the network
 * holds, and of this machine nothing but what lies beside a repository that is here itself.
 */
final class GitContents {
  private static final Duration FETCH_TIMEOUT = Duration.ofMinutes(10);
  private static final int DEEPEST = 8;
  private static final String GITMODULES = ".gitmodules";

  /** The mode of one in the index. */
  private static final String SUBMODULE = "160000 ";

  private static final int MOST_SUBMODULES = 1000;
  private static final Pattern REMOTE =
      Pattern.compile("(?i)(?:git|https?|ssh)://.*|[^/:]+@[^/:]+:.*");

  private final Processes processes;
  private final Source.Git source;
  private final Path log;
  private final BooleanSupplier cancelled;

  GitContents(Processes processes, Source.Git source, Path log, BooleanSupplier cancelled) {
    this.processes = processes;
    this.source = source;
    this.log = log;
    this.cancelled = cancelled;
  }

  /** Whether it names what the network holds, not what is on this machine. */
  static boolean isRemote(String url) {
    return REMOTE.matcher(url).matches();
  }

  void complete(Path checkout) {
    complete(checkout, source.url(), 0);
  }

  private void complete(Path checkout, String url, int depth) {
    // Addresses that are relative are so to this one.
    require(git(checkout, true, "config", "remote.origin.url", url), "read", url);
    submodules(checkout, url, depth);
    largeFiles(checkout, url);
  }

  private void submodules(Path checkout, String url, int depth) {
    if (!Files.isRegularFile(checkout.resolve(GITMODULES), LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    var paths = submodulePaths(checkout);
    if (paths.isEmpty()) {
      return;
    }
    if (depth == DEEPEST) {
      throw refused(paths.getFirst(), "submodules of submodules go deeper than " + DEEPEST);
    }
    boolean here = !isRemote(url);
    for (var address : entries(checkout, "url")) {
      requireAllowed(address, url, here);
    }
    var fetched = git(checkout, here, "submodule", "update", "--init", "--depth=1");
    if (!fetched.succeeded()) {
      fetched = git(checkout, here, "submodule", "update", "--init");
    }
    require(fetched, "fetch the submodules of", url);
    for (var path : paths) {
      var submodule = checkout.resolve(path).normalize();
      if (Files.exists(submodule.resolve(".git"))) {
        var own = git(submodule, here, "config", "--get", "remote.origin.url");
        require(own, "read the address of the submodule " + path + " of", url);
        complete(submodule, own.output().strip(), depth + 1);
      }
    }
  }

  /** Values of a key of all submodules, as Git itself reads them. */
  private List<String> entries(Path checkout, String key) {
    var found =
        git(
            checkout,
            true,
            "config",
            "-z",
            "--file",
            GITMODULES,
            "--get-regexp",
            "^submodule\\..*\\." + key + "$");
    return Stream.of(found.output().split("\0"))
        .filter(entry -> entry.indexOf('\n') > 0)
        .map(entry -> entry.substring(entry.indexOf('\n') + 1))
        .toList();
  }

  /** Those of its paths at which the commit has a submodule: another's repository is none. */
  private List<String> submodulePaths(Path checkout) {
    var written = entries(checkout, "path");
    if (written.size() > MOST_SUBMODULES) {
      throw refused(written.getLast(), "there are more than " + MOST_SUBMODULES);
    }
    if (written.isEmpty()) {
      return List.of();
    }
    var argv = new ArrayList<>(List.of("--literal-pathspecs", "ls-files", "-s", "-z", "--"));
    argv.addAll(written);
    var listed = git(checkout, true, argv.toArray(String[]::new));
    if (!listed.succeeded()) {
      throw refused(
          String.join(", ", written), "its path leads out of the repository: " + listed.lastLine());
    }
    return Stream.of(listed.output().split("\0"))
        .filter(entry -> entry.startsWith(SUBMODULE))
        .map(entry -> entry.substring(entry.indexOf('\t') + 1))
        .toList();
  }

  private void requireAllowed(String address, String url, boolean here) {
    boolean relative = address.startsWith("./") || address.startsWith("../");
    if (!relative && !REMOTE.matcher(address).matches()) {
      throw refused(address, "a repository may not name what lies on this machine");
    }
    if (relative && here && !isOfTheSameOwner(address, url)) {
      throw refused(address, "it is not a repository of the same owner");
    }
  }

  /** Both are on this machine. */
  private static boolean isOfTheSameOwner(String address, String url) {
    var from = Path.of(url.replaceFirst("^file://", ""));
    try {
      var to = from.resolve(address).normalize();
      return Files.getOwner(to.toRealPath()).equals(Files.getOwner(from.toRealPath()));
    } catch (IOException absent) {
      return false;
    }
  }

  private void largeFiles(Path checkout, String url) {
    var listed = git(checkout, true, "ls-files", "-z", ":(attr:filter=lfs)");
    require(listed, "list the files of", url);
    var names =
        new ArrayList<>(List.of(listed.output().split("\0")))
            .stream().filter(name -> isPointer(checkout.resolve(name))).toList();
    if (names.isEmpty()) {
      return;
    }
    if (!processes.run(Git.command(List.of("lfs", "version"), FETCH_TIMEOUT)).succeeded()) {
      throw Problem.failed(
              "git-lfs-missing",
              "Could not fetch "
                  + names.getFirst()
                  + (names.size() == 1 ? "" : " and " + (names.size() - 1) + " more files")
                  + " of "
                  + url
                  + ": they lie in Git LFS, and git-lfs is not installed here.",
              "Install it (Debian: apt install git-lfs) and deploy again.")
          .toException();
    }
    boolean here = !isRemote(url);
    if (Git.isForeign(url)) {
      throw Problem.invalid(
              "git-lfs-refused",
              "The files in Git LFS of "
                  + url
                  + " are another user's: Git LFS would read them as"
                  + " Cairn.",
              "Push the repository to a server, or give it to the user that Cairn runs as.")
          .toException();
    }
    require(git(checkout, here, "lfs", "install", "--local", "--skip-repo"), "read", url);
    require(git(checkout, here, "lfs", "pull", "origin"), "fetch the files in Git LFS of", url);
    names.stream()
        .filter(name -> isPointer(checkout.resolve(name)))
        .findFirst()
        .ifPresent(
            name -> {
              throw Problem.failed(
                      "git-failed",
                      "Could not fetch " + name + " of " + url + ": Git LFS does not have it.",
                      "Push it there: git lfs push --all origin")
                  .toException();
            });
  }

  private static boolean isPointer(Path file) {
    try {
      return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
          && Files.size(file) < 1024
          && Files.readString(file).startsWith(WorkTree.POINTER + "\n");
    } catch (java.nio.charset.MalformedInputException binary) {
      return false;
    } catch (IOException e) {
      throw StateFile.failure("read", file, e);
    }
  }

  /**
   * @param here whether repositories of this machine may be read
   */
  private Outcome git(Path in, boolean here, String... arguments) {
    var argv = new ArrayList<>(List.of("-C", in.toString()));
    argv.addAll(List.of(arguments));
    var environment = new HashMap<>(Git.ENVIRONMENT);
    if (!here) {
      environment.put("GIT_ALLOW_PROTOCOL", "git:http:https:ssh");
    }
    Command command = Git.command(argv, FETCH_TIMEOUT).withEnvironment(environment);
    return processes.run(command.loggingTo(log).cancelledBy(cancelled));
  }

  private static void require(Outcome outcome, String attempted, String url) {
    if (!outcome.succeeded()) {
      throw Problem.failed(
              "git-failed",
              "Could not " + attempted + " " + url + ": " + outcome.lastLine() + ".",
              "Try by hand: git clone --recurse-submodules " + url)
          .toException();
    }
  }

  private ProblemException refused(String what, String why) {
    return Problem.invalid(
            "submodule-refused",
            "The submodule " + what + " of " + source.url() + " is not fetched: " + why + ".",
            "Name it by an address of the network, or relative to the repository.")
        .toException();
  }
}
