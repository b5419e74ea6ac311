package dev.cairn.provider.local.source;

import dev.cairn.core.Problem;
import dev.cairn.core.ProblemException;
import dev.cairn.core.Sentence;
import dev.cairn.process.Outcome;
import dev.cairn.process.Processes;
import dev.cairn.provider.GitAddress;
import dev.cairn.provider.ReleaseInstance.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * A checkout with all that its commit has: its submodules and the files in Git LFS. Where they are
 * is written in the repository, by whoever may write there: he may name what the network holds, and
 * of this machine nothing but what lies beside a repository of Cairn's own.
 */
final class GitContents {
  private static final int DEEPEST = 8;
  private static final String GITMODULES = ".gitmodules";

  /** The mode of one in the index. */
  private static final String SUBMODULE = "160000 ";

  private static final int MOST_SUBMODULES = 1000;

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

  /** Into an empty directory of Cairn's. */
  void fetch(GitOrigin origin, String commit, Path to) {
    fetch(origin, commit, to, 0);
  }

  private void fetch(GitOrigin origin, String commit, Path to, int depth) {
    var checkout = new Checkout(to, origin);
    require(git(checkout, "init", "-q"), "fetch", checkout);
    var fetched = run(Git.fetch(to, origin, List.of("--depth=1"), commit), origin);
    if (!fetched.succeeded()) {
      // A server need not hand out single commits: then all branches are fetched.
      fetched = run(Git.fetch(to, origin, List.of(), "+refs/*:refs/cairn/*"), origin);
    }
    require(fetched, "fetch", checkout);
    require(git(checkout, "checkout", "-q", commit, "--"), "check out " + commit + " of", checkout);
    // Files in Git LFS are where the repository is.
    require(git(checkout, "config", "remote.origin.url", origin.url()), "read", checkout);
    submodules(checkout, depth);
    new GitLargeFiles(checkout, this).fetch();
  }

  /** A directory, and where it is from. */
  record Checkout(Path directory, GitOrigin origin) {}

  private void submodules(Checkout checkout, int depth) {
    var file = checkout.directory().resolve(GITMODULES);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    var written = written(checkout);
    var commits = commits(checkout, written.keySet());
    for (var path : commits.keySet()) {
      var keys = Optional.ofNullable(written.get(path)).orElse(Map.of());
      if (depth == DEEPEST) {
        throw refused(path, "submodules of submodules go deeper than " + DEEPEST);
      }
      var address = Optional.ofNullable(keys.get("url"));
      var origin = origin(checkout.origin(), address.orElseThrow(() -> withoutAddress(path)));
      if (!"none".equals(keys.get("update"))) {
        fetch(origin, commits.get(path), place(checkout, path), depth + 1);
      }
    }
  }

  private ProblemException withoutAddress(String path) {
    return refused(path, GITMODULES + " has no url of it");
  }

  /** What there is to say about each path, as Git itself reads it. */
  private Map<String, Map<String, String>> written(Checkout checkout) {
    var byName = new LinkedHashMap<String, Map<String, String>>();
    entries(checkout, GITMODULES, "^submodule\\..*\\.(path|url|update)$")
        .forEach(
            entry -> {
              int end = entry.getKey().lastIndexOf('.');
              byName
                  .computeIfAbsent(entry.getKey().substring(0, end), name -> new HashMap<>())
                  .put(entry.getKey().substring(end + 1), entry.getValue());
            });
    var byPath = new LinkedHashMap<String, Map<String, String>>();
    byName.values().stream()
        .filter(keys -> keys.containsKey("path"))
        .forEach(keys -> byPath.put(keys.get("path"), keys));
    return byPath;
  }

  /** Keys and values of a file of settings in the checkout. */
  List<Map.Entry<String, String>> entries(Checkout checkout, String file, String keys) {
    var found = git(checkout, "config", "-z", "--file", file, "--get-regexp", keys);
    return Stream.of(found.output().split("\0"))
        .filter(entry -> entry.indexOf('\n') > 0)
        .map(entry -> entry.split("\n", 2))
        .map(entry -> Map.entry(entry[0], entry[1]))
        .toList();
  }

  /** Of those paths at which the commit has a submodule: another's repository is none. */
  private Map<String, String> commits(Checkout checkout, Set<String> paths) {
    if (paths.size() > MOST_SUBMODULES) {
      throw refused(paths.iterator().next(), "there are more than " + MOST_SUBMODULES);
    }
    if (paths.isEmpty()) {
      return Map.of();
    }
    var argv = new ArrayList<>(List.of("--literal-pathspecs", "ls-files", "-s", "-z", "--"));
    argv.addAll(paths);
    var listed = git(checkout, argv.toArray(String[]::new));
    if (!listed.succeeded()) {
      throw refused(
          String.join(", ", paths), "its path leads out of the repository: " + listed.lastLine());
    }
    var commits = new LinkedHashMap<String, String>();
    Stream.of(listed.output().split("\0"))
        .filter(entry -> entry.startsWith(SUBMODULE))
        .forEach(
            entry -> commits.put(entry.substring(entry.indexOf('\t') + 1), entry.split(" ", 3)[1]));
    return commits;
  }

  /** The empty directory that Git made for it. */
  private Path place(Checkout checkout, String path) {
    var place = checkout.directory().resolve(path);
    try (var inside = Files.newDirectoryStream(place)) {
      var expected = checkout.directory().toRealPath().resolve(path);
      if (place.toRealPath().equals(expected) && !inside.iterator().hasNext()) {
        return place;
      }
    } catch (IOException e) {
      throw refused(path, "there is no directory for it: " + e);
    }
    throw refused(path, "its directory is another's");
  }

  /** What may be fetched by what a repository says. */
  private GitOrigin origin(GitOrigin from, String written) {
    boolean relative = GitAddress.isRelative(written);
    var named = relative ? from.address().resolve(written) : GitAddress.of(written);
    switch (named) {
      case GitAddress.Refused(String rule) -> throw refused(written, "it must be " + rule);
      case GitAddress.Here _ when !relative || from.reader().isEmpty() ->
          throw refused(written, "a repository may not name what lies on this machine");
      case GitAddress.Here _ when !GitOrigin.isBeside(from.address(), named) ->
          throw notBeside(written);
      case GitAddress.Here _, GitAddress.Network _ -> {}
    }
    try {
      var origin = GitOrigin.of(named, processes);
      if (origin.reader().isPresent() && !origin.isBeside(from)) {
        throw notBeside(written);
      }
      return origin;
    } catch (ProblemException unreadable) {
      throw refused(written, unreadable.problem().message());
    }
  }

  private ProblemException notBeside(String written) {
    return refused(written, "it is not Cairn's own and beside one that is");
  }

  /** Git in a checkout. */
  Outcome git(Checkout checkout, String... arguments) {
    var argv = new ArrayList<>(List.of("-C", checkout.directory().toString()));
    argv.addAll(List.of(arguments));
    return run(argv, checkout.origin());
  }

  private Outcome run(List<String> arguments, GitOrigin origin) {
    return processes.run(
        Git.command(arguments, origin, Git.TIMEOUT).loggingTo(log).cancelledBy(cancelled));
  }

  static void require(Outcome outcome, String attempted, Checkout checkout) {
    if (!outcome.succeeded()) {
      var url = checkout.origin().url();
      throw Problem.failed(
              "git-failed",
              "Could not " + attempted + " " + url + ": " + Sentence.ended(outcome.lastLine()),
              "Try by hand: git clone --recurse-submodules " + url)
          .toException();
    }
  }

  private ProblemException refused(String what, String why) {
    return Problem.invalid(
            "submodule-refused",
            "The submodule "
                + what
                + " of "
                + source.url()
                + " is not fetched: "
                + Sentence.ended(why),
            "Name it by an address of the network, or relative to the repository.")
        .toException();
  }
}
