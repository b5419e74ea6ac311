package dev.cairn.provider.local.source;

import dev.cairn.core.Bytes;
import dev.cairn.core.Problem;
import dev.cairn.core.Sentence;
import dev.cairn.core.StateFile;
import dev.cairn.process.Command;
import dev.cairn.process.Outcome;
import dev.cairn.process.Processes;
import dev.cairn.provider.GitAddress;
import dev.cairn.provider.ReleaseInstance.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/** Git repositories, by the {@code git} of this machine and with its user's credentials. */
public final class Git {
  /** Never asks a person; what it fetches by says {@link GitOrigin#environment}. */
  static final Map<String, String> ENVIRONMENT =
      Map.of(
          "GIT_TERMINAL_PROMPT",
          "0",
          // What is missing in somebody's clone is not fetched as he set it up.
          "GIT_NO_LAZY_FETCH",
          "1",
          // Files in Git LFS are fetched at the end, all at once.
          "GIT_LFS_SKIP_SMUDGE",
          "1");

  private static final Duration LOOK_TIMEOUT = Duration.ofSeconds(30);
  static final Duration TIMEOUT = Duration.ofMinutes(10);
  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{7,40}");

  /** One of the names of a server's, and what it stands for. */
  private static final Pattern LISTED = Pattern.compile("(?:[0-9a-f]{40}|[0-9a-f]{64})\\t.+");

  private static final int MOST_HELD = 1000;

  private final Processes processes;

  /** What {@link #holds} found; a commit is the same for good. */
  private final Map<String, Boolean> held = new ConcurrentHashMap<>();

  public Git(Processes processes) {
    this.processes = processes;
  }

  /** The commit that a branch, tag or commit id stands for now. */
  public String commit(Source.Git source) {
    return commit(source, origin(source));
  }

  private GitOrigin origin(Source.Git source) {
    return GitOrigin.of(GitAddress.of(source.url()), processes);
  }

  private String commit(Source.Git source, GitOrigin origin) {
    var argv = new ArrayList<>(List.of("ls-remote"));
    argv.addAll(origin.options());
    argv.addAll(List.of("--", origin.url()));
    var outcome = processes.run(command(argv, origin, LOOK_TIMEOUT));
    if (!outcome.succeeded()) {
      throw unreachable(source, outcome).toException();
    }
    // Whatever else the other side says stands among the names.
    var listed = outcome.output().lines().filter(it -> LISTED.matcher(it).matches()).toList();
    for (var name :
        List.of(
            "refs/heads/" + source.ref(),
            "refs/tags/" + source.ref() + "^{}",
            "refs/tags/" + source.ref(),
            source.ref())) {
      var found = listed.stream().filter(line -> line.endsWith("\t" + name)).findFirst();
      if (found.isPresent()) {
        return found.get().substring(0, found.get().indexOf('\t'));
      }
    }
    if (COMMIT.matcher(source.ref()).matches()) {
      return source.ref();
    }
    throw Problem.invalid(
            "git-ref-not-found",
            source.url() + " has no branch, tag or commit \"" + source.ref() + "\".",
            "See what there is with: git ls-remote " + source.url())
        .toException();
  }

  /**
   * Whether a file is in the repository. Of one commit, only the names of files are fetched where
   * the server hands them out alone, and once.
   */
  public boolean holds(Source.Git source, String file) {
    var origin = origin(source);
    var commit = commit(source, origin);
    var key = source.url() + "#" + commit + ":" + file;
    var known = Optional.ofNullable(held.get(key));
    if (known.isPresent()) {
      return known.get();
    }
    boolean found = look(source, origin, commit, file);
    if (held.size() > MOST_HELD) {
      held.clear();
    }
    held.put(key, found);
    return found;
  }

  private boolean look(Source.Git source, GitOrigin origin, String commit, String file) {
    var place = temporary();
    try {
      var names = List.of("--depth=1", "--filter=blob:none");
      run(List.of("init", "-q", "--bare", place.toString()), source, origin);
      var fetched = processes.run(command(fetch(place, origin, names, commit), origin, TIMEOUT));
      if (!fetched.succeeded()) {
        // A server need not hand out single commits.
        var all = List.of("--filter=blob:none");
        run(fetch(place, origin, all, "+refs/*:refs/cairn/*"), source, origin);
      }
      var path = Path.of(file).normalize().toString();
      var listed =
          processes.run(
              command(
                  List.of("-C", place.toString(), "ls-tree", "--name-only", commit, "--", path),
                  origin,
                  LOOK_TIMEOUT));
      return listed.succeeded() && !listed.output().isBlank();
    } finally {
      delete(place);
    }
  }

  /** Fetches one state of the repository into a new directory, with all that belongs to it. */
  public void checkout(Source.Git source, Path to, Path log, BooleanSupplier cancelled) {
    var origin = origin(source);
    var commit = commit(source, origin);
    new GitContents(processes, source, log, cancelled).fetch(origin, commit, to);
  }

  private void run(List<String> arguments, Source.Git source, GitOrigin origin) {
    var outcome = processes.run(command(arguments, origin, TIMEOUT));
    if (!outcome.succeeded()) {
      throw unreachable(source, outcome).toException();
    }
  }

  private static Path temporary() {
    try {
      return Files.createTempDirectory("cairn-git-");
    } catch (IOException e) {
      throw StateFile.failure("create", Path.of(System.getProperty("java.io.tmpdir")), e);
    }
  }

  private static void delete(Path directory) {
    try (var all = Files.walk(directory)) {
      for (var path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw StateFile.failure("remove", directory, e);
    }
  }

  static List<String> fetch(Path to, GitOrigin origin, List<String> options, String what) {
    var argv = new ArrayList<>(List.of("-C", to.toString(), "fetch", "-q"));
    argv.addAll(origin.options());
    argv.addAll(options);
    argv.addAll(List.of("--", origin.url(), what));
    return argv;
  }

  static Command command(List<String> arguments, GitOrigin origin, Duration timeout) {
    var argv = new ArrayList<>(List.of("git", "-c", "core.hooksPath=/dev/null"));
    argv.addAll(arguments);
    return Command.of(argv)
        .withEnvironment(origin.environment())
        .within(timeout)
        .keeping(Bytes.ofMib(8));
  }

  private static Problem unreachable(Source.Git source, Outcome outcome) {
    return Problem.failed(
        "git-failed",
        "Could not fetch "
            + source.url()
            + "#"
            + source.ref()
            + ": "
            + Sentence.ended(outcome.lastLine()),
        "Try by hand: git ls-remote " + source.url());
  }
}
