package dev.cairn.provider.local.source;

import dev.cairn.core.Bytes;
import dev.cairn.core.Problem;
import dev.cairn.process.Command;
import dev.cairn.process.Outcome;
import dev.cairn.process.Processes;
import dev.cairn.provider.ReleaseInstance.Source;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  private final Processes processes;

  public Git(Processes processes) {
    this.processes = processes;
  }

  /** The commit that a branch, tag or commit id stands for now. */
  public String commit(Source.Git source) {
    var outcome = processes.run(command(List.of("ls-remote", "--", source.url()), LOOK_TIMEOUT));
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

  private static List<String> fetch(Path to, String url, List<String> options, String what) {
    var argv = new ArrayList<>(List.of("-C", to.toString(), "fetch", "-q"));
    argv.addAll(options);
    argv.addAll(List.of("--", url, what));
    return argv;
  }

  private void run(Source.Git source, Path log, BooleanSupplier cancelled, List<String> arguments) {
    var outcome =
        processes.run(command(arguments, FETCH_TIMEOUT).loggingTo(log).cancelledBy(cancelled));
    if (!outcome.succeeded()) {
      throw unreachable(source, outcome).toException();
    }
  }

  static Command command(List<String> arguments, Duration timeout) {
    var argv =
        new ArrayList<>(List.of("git", "-c", "safe.directory=*", "-c", "core.hooksPath=/dev/null"));
    argv.addAll(arguments);
    return new Command(
        argv,
        Optional.empty(),
        ENVIRONMENT,
        Optional.empty(),
        timeout,
        Bytes.ofMib(8),
        List.of(),
        Optional.empty(),
        () -> false,
        Optional.empty());
  }

  private static Problem unreachable(Source.Git source, Outcome outcome) {
    return Problem.failed(
        "git-failed",
        "Could not fetch " + source.url() + "#" + source.ref() + ": " + outcome.lastLine() + ".",
        "Try by hand: git ls-remote " + source.url());
  }
}
