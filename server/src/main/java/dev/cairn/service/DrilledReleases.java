package dev.cairn.service;

import dev.cairn.core.Periods;
import dev.cairn.core.Problem;
import dev.cairn.core.Sentence;
import dev.cairn.core.StateFile;
import dev.cairn.database.Database;
import dev.cairn.database.DatabaseRef;
import dev.cairn.provider.ApplicationProvider;
import dev.cairn.provider.Endpoint;
import dev.cairn.provider.ObservedRelease;
import dev.cairn.provider.Progress;
import dev.cairn.provider.ReleaseInstance;
import dev.cairn.replication.drill.DrilledApplication;
import dev.cairn.service.ServiceSpec.RuntimeKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Live releases a second time, under a name of their own that no route knows, and without their
 * release command: it was run on these data.
 */
public final class DrilledReleases implements DrilledApplication {
  private static final Duration AWAY = Duration.ofSeconds(5);

  private final Releases releases;
  private final Runtimes runtimes;
  private final InstantSource clock;

  public DrilledReleases(Releases releases, Runtimes runtimes, InstantSource clock) {
    this.releases = releases;
    this.runtimes = runtimes;
    this.clock = clock;
  }

  /** No stage has a dot in its name: nothing else is called so. */
  private static String id(DatabaseRef ref) {
    return ref.stage().joined() + "." + ref.engine().id() + "-drill-r1";
  }

  private ApplicationProvider provider(String runsAs) {
    return runtimes.of(RuntimeKind.valueOf(runsAs.toUpperCase(Locale.ROOT)));
  }

  @Override
  public Optional<String> runsAs(Database database) {
    return releases
        .findLive(database.ref().stage())
        .map(live -> live.runtime().name().toLowerCase(Locale.ROOT));
  }

  @Override
  public Progress start(
      Database database, List<Database> family, Endpoint drill, Consumer<String> progress) {
    var live = releases.findLive(database.ref().stage());
    if (live.isEmpty()) {
      return new Progress.Failed(gone(database));
    }
    var variables =
        DrilledVariables.of(releases.variables(live.get()), family, drill, live.get().runtime());
    var instance = instance(id(database.ref()), live.get(), variables);
    var provider = releases.provider(live.get());
    var built = provider.build(instance, log(provider, instance.id()), progress, () -> false);
    return built instanceof Progress.Ready ? releases.start(live.get(), instance) : built;
  }

  private ReleaseInstance instance(String id, ReleaseRow live, List<Variable> variables) {
    var like = releases.instance(live, variables);
    return new ReleaseInstance(
        id,
        like.stage(),
        like.source(),
        like.builtAs().or(() -> Optional.of(live.id())),
        like.build(),
        like.pull(),
        like.run(),
        like.limits(),
        like.port(),
        like.variables(),
        like.authorities());
  }

  private static Path log(ApplicationProvider provider, String id) {
    var log = provider.logFile(id);
    var directory = log.toAbsolutePath().resolveSibling(".").normalize();
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw StateFile.failure("create", directory, e);
    }
    return log;
  }

  @Override
  public Look look(Database database, String runsAs, Instant since) {
    var stage = database.ref().stage();
    var live = releases.findLive(stage);
    var service = releases.findService(stage);
    if (live.isEmpty() || service.isEmpty()) {
      return new Look.Ill(gone(database));
    }
    var spec = live.get().spec();
    var provider = provider(runsAs);
    var observed = provider.observe(id(database.ref()));
    if (observed.state() != ObservedRelease.State.RUNNING || observed.restarts() > 0) {
      return new Look.Ill(unhealthy(database, provider, observed.reason()));
    }
    var failure =
        observed
            .address()
            .map(it -> HealthCheck.failure(it, spec.health(), service.get().port()))
            .orElse(Optional.of("it has no address yet"));
    if (failure.isEmpty()) {
      return new Look.Healthy();
    }
    return since.plus(spec.healthyWithin()).isAfter(clock.instant())
        ? new Look.Waiting(failure.get())
        : new Look.Ill(
            unhealthy(
                database,
                provider,
                failure.get()
                    + " after "
                    + Periods.text(spec.healthyWithin())
                    + " (the key healthyWithin)"));
  }

  private static Problem unhealthy(Database database, ApplicationProvider provider, String why) {
    return Problem.failed(
        "drill-not-healthy",
        "The application of "
            + database.ref().stage()
            + " did not become healthy with a promoted database: "
            + Sentence.ended(why)
            + LogTail.of(provider.logFile(id(database.ref()))),
        "The one that serves was not touched. Mend this before a promotion is needed.");
  }

  private static Problem gone(Database database) {
    return Problem.conflict(
        "application-gone",
        "The application of " + database.ref().stage() + " went away during the drill.",
        "Drill again.");
  }

  @Override
  public Progress remove(Database database, String runsAs) {
    var provider = provider(runsAs);
    var away = provider.unavailable();
    return away.isPresent()
        ? new Progress.Unsettled(
            Problem.unavailable(
                "no-container-engine",
                "The application of the drill cannot be removed: " + away.get() + ".",
                "Start the container engine."),
            AWAY)
        : provider.forget(id(database.ref()));
  }
}
