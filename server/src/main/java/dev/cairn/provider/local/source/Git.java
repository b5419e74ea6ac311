package dev.cairn.provider.local.source;

import dev.cairn.core.Bytes;
import dev.cairn.core.Problem;
import dev.cairn.core.StateFile;
import dev.cairn.process.Command;
import dev.cairn.process.Outcome;
import dev.cairn.process.Processes;
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
  /** Never asks a person; only transports that cannot run a program of the URL's choice. */
  static final Map<String, String> ENVIRONMENT =
      Map.of(
          "GIT_TERMINAL_PROMPT",
          "0",
          "GIT_ALLOW_PROTOCOL",
          "file:git:http:https:ssh",
          // What is missing in somebody's clone is not fetched as he set it up.
          "GIT_NO_LAZY_FETCH",
          "1",
          // Files in Git LFS are fetched at the end, all at once.
          "GIT_LFS_SKIP_SMUDGE",
          "1");

  private static final Duration LOOK_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration FETCH_TIMEOUT = Duration.ofMinutes(10);
  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{7,40}");

  private static final int MOST_HELD = 1000;

  private final Processes processes;

  /** What {@link #holds} found; a commit is the same for good. */
  private final Map<String, Boolean> held = new ConcurrentHashMap<>();

  public Git(Processes processes) {
    this.processes = processes;
  }

  /** The commit that a branch, tag or commit id stands for now. */
  public String commit(Source.Git source) {
    var argv = new ArrayList<>(List.of("ls-remote"));
    argv.addAll(otherSide(source.url()));
    argv.addAll(List.of("--", source.url()));
    var outcome = processes.run(command(argv, LOOK_TIMEOUT));
    if (!outcome.succeeded()) {
      throw unreachable(source, outcome).toException();
    }
    for (var name :
        List.of(
            "refs/heads/" + source.ref(),
            "refs/tags/" + source.ref() + "^{}",
            "refs/tags/" + source.ref(),
            source.ref())) {
      var found = outcome.output().lines().filter(line -> line.endsWith("\t" + name)).findFirst();
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
    var commit = commit(source);
    var key = source.url() + "#" + commit + ":" + file;
    var known = Optional.ofNullable(held.get(key));
    if (known.isPresent()) {
      return known.get();
    }
    boolean found = look(source, commit, file);
    if (held.size() > MOST_HELD) {
      held.clear();
    }
    held.put(key, found);
    return found;
  }

  private boolean look(Source.Git source, String commit, String file) {
    var place = temporary();
    try {
      var names = List.of("--depth=1", "--filter=blob:none");
      run(List.of("init", "-q", "--bare", place.toString()), source);
      var fetched =
          processes.run(command(fetch(place, source.url(), names, commit), FETCH_TIMEOUT));
      if (!fetched.succeeded()) {
        // A server need not hand out single commits.
        run(
            fetch(place, source.url(), List.of("--filter=blob:none"), "+refs/*:refs/cairn/*"),
            source);
      }
      var path = Path.of(file).normalize().toString();
      var listed =
          processes.run(
              command(
                  List.of("-C", place.toString(), "ls-tree", "--name-only", commit, "--", path),
                  LOOK_TIMEOUT));
      return listed.succeeded() && !listed.output().isBlank();
    } finally {
      delete(place);
    }
  }

  /** Fetches one state of the repository into a new directory. */
  public void checkout(Source.Git source, Path to, Path log, BooleanSupplier cancelled) {
    var commit = commit(source);
    run(source, log, cancelled, List.of("init", "-q", to.toString()));
    var fetched =
        processes.run(
            command(fetch(to, source.url(), List.of("--depth=1"), commit), FETCH_TIMEOUT)
                .loggingTo(log)
                .cancelledBy(cancelled));
    if (!fetched.succeeded()) {
      // A server need not hand out single commits: then all branches are fetched.
      run(source, log, cancelled, fetch(to, source.url(), List.of(), "+refs/*:refs/cairn/*"));
    }
    run(source, log, cancelled, List.of("-C", to.toString(), "checkout", "-q", commit));
    var rest = new GitContents(processes, source, log, cancelled);
    rest.complete(to);
  }

  private void run(List<String> arguments, Source.Git source) {
    var outcome = processes.run(command(arguments, FETCH_TIMEOUT));
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

  private static List<String> fetch(Path to, String url, List<String> options, String what) {
    var argv = new ArrayList<>(List.of("-C", to.toString(), "fetch", "-q"));
    argv.addAll(otherSide(url));
    argv.addAll(options);
    argv.addAll(List.of("--", url, what));
    return argv;
  }

  /**
   * A repository of this machine is read by whoever may change it: what its settings name runs as
   * nobody else.
   */
  private static List<String> otherSide(String url) {
    var reader = List.of("env", "HOME=/nonexistent", "git-upload-pack");
    return owner(url)
        .filter(SourceOwner::isForeign)
        .map(owner -> List.of("--upload-pack=" + String.join(" ", owner.as(reader))))
        .orElse(List.of());
  }

  /** Whether it is a repository of this machine that Cairn reads as somebody else. */
  static boolean isForeign(String url) {
    return owner(url).filter(SourceOwner::isForeign).isPresent();
  }

  private static Optional<SourceOwner> owner(String url) {
    return GitContents.isRemote(url)
        ? Optional.empty()
        : Optional.of(Path.of(url.replaceFirst("^file://", "")))
            .filter(Files::exists)
            .map(SourceOwner::of);
  }

  private void run(Source.Git source, Path log, BooleanSupplier cancelled, List<String> arguments) {
    var outcome =
        processes.run(command(arguments, FETCH_TIMEOUT).loggingTo(log).cancelledBy(cancelled));
    if (!outcome.succeeded()) {
      throw unreachable(source, outcome).toException();
    }
  }

  static Command command(List<String> arguments, Duration timeout) {
    var argv = new ArrayList<>(List.of("git", "-c", "core.hooksPath=/dev/null"));
    argv.addAll(arguments);
    return Command.of(argv).withEnvironment(ENVIRONMENT).within(timeout).keeping(Bytes.ofMib(8));
  }

  private static Problem unreachable(Source.Git source, Outcome outcome) {
    return Problem.failed(
        "git-failed",
        "Could not fetch " + source.url() + "#" + source.ref() + ": " + outcome.lastLine() + ".",
        "Try by hand: git ls-remote " + source.url());
  }
}
