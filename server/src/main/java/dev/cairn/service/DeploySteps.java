package dev.cairn.service;

import dev.cairn.core.Periods;
import dev.cairn.core.Problem;
import dev.cairn.core.Sentence;
import dev.cairn.core.StateFile;
import dev.cairn.database.Connections;
import dev.cairn.db.StateDatabase;
import dev.cairn.operation.Operation;
import dev.cairn.operation.StepAction;
import dev.cairn.operation.StepResult;
import dev.cairn.operation.StepRun;
import dev.cairn.provider.ObservedRelease;
import dev.cairn.provider.Progress;
import dev.cairn.provider.ReleaseInstance.Source;
import dev.cairn.service.plan.Deploy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The actions of {@link Deploy} up to the switch. Undone, nothing of the new release is left. */
public final class DeploySteps {
  private static final Logger LOG = LoggerFactory.getLogger(DeploySteps.class);
  private static final Duration LOOK = Duration.ofMillis(100);
  private static final Duration LOOK_LATER = Duration.ofMillis(300);

  /** From then on it is worth a look what it listens on. */
  private static final Duration SETTLED = Duration.ofSeconds(1);

  /** How the fingerprint of a commit begins. */
  private static final String GIT = "git:";

  /** What takes longer is looked at less and less often. */
  private static final Duration QUICK = Duration.ofSeconds(5);

  private static final Duration STOP_GRACE = Duration.ofSeconds(2);

  private final StateDatabase state;
  private final Releases releases;
  private final SwitchSteps switching;
  private final Path buildLogs;
  private final InstantSource clock;

  /**
   * @param buildLogs the directory of the logs of builds
   */
  public DeploySteps(
      StateDatabase state, Releases releases, Routes routes, Path buildLogs, InstantSource clock) {
    this.state = state;
    this.releases = releases;
    this.switching = new SwitchSteps(state, releases, routes, clock);
    this.buildLogs = buildLogs;
    this.clock = clock;
  }

  /** By step name. */
  public Map<String, StepAction> actions() {
    return Map.of(
        Deploy.AWAIT_DATABASES,
        action(this::awaitDatabases, this::markFailed),
        Deploy.BUILD,
        action(this::build, this::removeBuild),
        Deploy.CONNECT_DATABASES,
        this::connectDatabases,
        Deploy.RELEASE_COMMAND,
        this::releaseCommand,
        Deploy.START,
        action(this::start, this::stop),
        Deploy.AWAIT_HEALTHY,
        this::awaitHealthy,
        Deploy.SWITCH,
        action(switching::switchOver, switching::switchBack),
        Deploy.DRAIN,
        switching::drain,
        Deploy.RETIRE,
        switching::retire);
  }

  private StepResult awaitDatabases(StepRun run) {
    var release = releases.of(run.operation());
    var broken = releases.brokenDatabase(release.stage());
    if (broken.isPresent()) {
      return new StepResult.Failed(broken.get());
    }
    return releases
        .unanswering(release.stage())
        .<StepResult>map(reason -> StepResult.waitSince(run.operation().createdAt(), reason))
        .orElseGet(StepResult::done);
  }

  private StepResult build(StepRun run) {
    var release = releases.of(run.operation());
    var provider = releases.provider(release);
    var source = source(run, release);
    boolean anew = release.builtAs().isEmpty();
    // A name tells nothing of the image until that is here; it is not known before. All else is
    // read before the build: what changes meanwhile is built by the next deploy.
    boolean afterwards = anew && source instanceof Source.Image;
    var mark = anew ? releases.buildMark(release) : release.buildMark();
    building(
        release,
        afterwards ? "" : anew ? releases.fingerprint(release, source) : release.fingerprint(),
        mark);
    var built =
        provider.build(
            releases.instance(release, source), log(release), run::progress, run::cancelRequested);
    if (afterwards && built instanceof Progress.Ready) {
      building(release, releases.fingerprint(release, source), mark);
    }
    return built instanceof Progress.Ready && run.operation().input().containsKey(Deploy.BUILT_ANEW)
        ? StepResult.done("Built anew, as a build variable or a build secret changed.")
        : result(built);
  }

  /** Where only what the build gets changed, of a repository the same commit as before. */
  private static Source source(StepRun run, ReleaseRow release) {
    var before = run.operation().input().getOrDefault(Deploy.BUILT_ANEW, "");
    return release.spec().source() instanceof Source.Git git && before.startsWith(GIT)
        ? new Source.Git(git.url(), before.substring(GIT.length()))
        : release.spec().source();
  }

  private void building(ReleaseRow release, String fingerprint, String buildMark) {
    releases
        .releases()
        .building(
            release.stage().stack().value(),
            release.stage().stage().value(),
            release.number(),
            fingerprint,
            buildMark);
  }

  /** Only now that it is built: a build that fails has restarted no database. */
  private StepResult connectDatabases(StepRun run) {
    var unreached = releases.unreached(releases.of(run.operation()));
    if (unreached.isEmpty()) {
      return StepResult.done();
    }
    var next = unreached.getFirst();
    var begun = run.operation().steps().getFirst().startedAt().map(Instant::toString).orElse("");
    var connecting = releases.connect(next, "connect-" + run.operation().id() + begun);
    return connecting.status().isFinished()
        ? new StepResult.Failed(unreachable(next, connecting))
        : StepResult.waitSince(connecting.createdAt(), next.announcement());
  }

  private static Problem unreachable(Connections.Unreached database, Operation tried) {
    return Problem.failed(
        "database-unreachable",
        "A container would not reach " + database.ref() + ": " + Sentence.ended(database.reason()),
        "See what became of its restart (cairn op show "
            + tried.id()
            + "), and deploy again; or run the application as a process (runtime: process).");
  }

  private StepResult releaseCommand(StepRun run) {
    var release = releases.of(run.operation());
    if (release.spec().release().isEmpty()) {
      return StepResult.done();
    }
    var command = release.spec().release().get();
    run.progress(command);
    var instance = releases.instance(release, releases.variables(release));
    return result(
        releases
            .provider(release)
            .runOnce(instance, command, log(release), release.spec().releaseWithin()));
  }

  private Path log(ReleaseRow release) {
    try {
      Files.createDirectories(buildLogs);
    } catch (IOException e) {
      throw StateFile.failure("create", buildLogs, e);
    }
    return buildLogs.resolve(release.id() + ".log");
  }

  private StepResult start(StepRun run) {
    var release = releases.of(run.operation());
    var unanswering = releases.unanswering(release.stage());
    if (unanswering.isPresent()) {
      return StepResult.waitSince(run.operation().createdAt(), unanswering.get());
    }
    var variables = releases.variables(release);
    releases
        .releases()
        .starting(
            release.stage().stack().value(),
            release.stage().stage().value(),
            release.number(),
            Environments.digest(variables),
            releases.credentials(variables));
    if (!Environments.digest(releases.variables(release)).equals(Environments.digest(variables))) {
      // Changed before it was known that this release has them: a rotation would not wait for it.
      return new StepResult.Wait(LOOK, "The variables changed; reading them again.");
    }
    return result(releases.start(release, releases.instance(release, variables)));
  }

  private StepResult awaitHealthy(StepRun run) {
    var release = releases.of(run.operation());
    var observed = releases.provider(release).observe(release.id());
    boolean running = observed.state() == ObservedRelease.State.RUNNING;
    if (!running || observed.restarts() > 0) {
      return new StepResult.Failed(unhealthy(release, observed.reason()));
    }
    int port = releases.findService(release.stage()).map(ServiceRow::port).orElse(0);
    var failure =
        observed.address().isEmpty()
            ? Optional.of("it has no address yet")
            : HealthCheck.failure(observed.address().get(), release.spec().health(), port);
    if (failure.isEmpty()) {
      LOG.info("{} is healthy at {}", release.id(), observed.address().orElse("?"));
      return StepResult.done();
    }
    var waited = Duration.between(begun(run), clock.instant());
    var hint =
        waited.compareTo(SETTLED) < 0
            ? Optional.<Reachability.Hint>empty()
            : observed.address().flatMap(address -> hint(release, address));
    var why = failure.get() + hint.map(it -> "; " + it.seen()).orElse("");
    var within = release.spec().healthyWithin();
    if (waited.compareTo(within) > 0) {
      return new StepResult.Failed(
          unhealthy(
              release,
              why + " after " + Periods.text(within) + " (the key healthyWithin)",
              hint.map(it -> it.suggestion() + " ").orElse("")));
    }
    return waited.compareTo(QUICK) > 0
        ? StepResult.waitSince(begun(run), why)
        : new StepResult.Wait(hint.isEmpty() ? LOOK : LOOK_LATER, why);
  }

  private Optional<Reachability.Hint> hint(ReleaseRow release, String address) {
    return releases
        .provider(release)
        .listeners(release.id())
        .flatMap(all -> Reachability.hint(address, release.runtime(), all));
  }

  private Problem unhealthy(ReleaseRow release, String why) {
    return unhealthy(release, why, "");
  }

  private Problem unhealthy(ReleaseRow release, String why, String advice) {
    return Problem.failed(
        "release-not-healthy",
        "Release "
            + release.number()
            + " of "
            + release.stage()
            + " did not become healthy: "
            + Sentence.ended(why)
            + LogTail.of(releases.provider(release).logFile(release.id())),
        advice
            + (hasLive(release) ? "The release before it goes on serving. " : "")
            + "Mend the application and deploy again.");
  }

  private StepResult stop(StepRun run) {
    var release = releases.of(run.operation());
    return isLive(release)
        ? StepResult.done()
        : result(releases.provider(release).stop(release.id(), STOP_GRACE));
  }

  private StepResult removeBuild(StepRun run) {
    var release = releases.of(run.operation());
    return isLive(release)
        ? StepResult.done()
        : result(releases.provider(release).remove(release.id()));
  }

  private StepResult markFailed(StepRun run) {
    var release = releases.of(run.operation());
    var reason = run.operation().problem().map(Problem::message).orElse("Cancelled.");
    state.transaction(
        transaction ->
            transaction
                .attach(ReleaseStore.class)
                .fail(
                    release.stage().stack().value(),
                    release.stage().stage().value(),
                    release.number(),
                    reason));
    LOG.info("{} failed: {}", release.id(), reason.lines().findFirst().orElse(""));
    return StepResult.done();
  }

  private boolean hasLive(ReleaseRow release) {
    return releases.findService(release.stage()).flatMap(ServiceRow::live).isPresent();
  }

  private boolean isLive(ReleaseRow release) {
    return releases
        .findService(release.stage())
        .flatMap(ServiceRow::live)
        .equals(Optional.of(release.number()));
  }

  private Instant begun(StepRun run) {
    return run.operation().steps().stream()
        .filter(step -> step.name().equals(Deploy.AWAIT_HEALTHY))
        .findFirst()
        .flatMap(Operation.Step::startedAt)
        .orElse(clock.instant());
  }

  static StepResult result(Progress progress) {
    return switch (progress) {
      case Progress.Ready(Optional<String> note) ->
          note.map(StepResult::done).orElseGet(StepResult::done);
      case Progress.InProgress(String reason, Duration pause) -> new StepResult.Wait(pause, reason);
      case Progress.Unsettled(Problem cause, Duration backoff) ->
          new StepResult.Retry(cause, backoff);
      case Progress.Failed(Problem problem) -> new StepResult.Failed(problem);
    };
  }

  static StepAction action(
      Function<StepRun, StepResult> forward, Function<StepRun, StepResult> back) {
    return new StepAction() {
      @Override
      public StepResult run(StepRun run) {
        return forward.apply(run);
      }

      @Override
      public StepResult undo(StepRun run) {
        return back.apply(run);
      }
    };
  }
}
