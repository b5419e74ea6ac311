package dev.cairn.service;

import dev.cairn.core.Problem;
import dev.cairn.core.ProblemException;
import dev.cairn.core.StageRef;
import dev.cairn.db.StateDatabase;
import dev.cairn.provider.ObservedRelease;
import dev.cairn.provider.Progress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at live releases and starts them again; one at a time for each stage. */
public final class Restarts {
  private static final Logger LOG = LoggerFactory.getLogger(Restarts.class);
  private static final Duration STOP_GRACE = Duration.ofSeconds(5);

  private final StateDatabase state;
  private final Releases releases;
  private final Routes routes;
  private final Map<StageRef, ReentrantLock> locks = new ConcurrentHashMap<>();
  private final Map<StageRef, Integer> starts = new ConcurrentHashMap<>();
  private final Map<StageRef, Instant> lastStarts = new ConcurrentHashMap<>();

  public Restarts(StateDatabase state, Releases releases, Routes routes) {
    this.state = state;
    this.releases = releases;
    this.routes = routes;
  }

  /** Why a live release is not well; empty where it is. */
  Optional<String> ailment(ServiceRow service, ReleaseRow live) {
    var observed = releases.provider(live).observe(live.id());
    if (observed.state() != ObservedRelease.State.RUNNING) {
      return Optional.of(observed.reason());
    }
    if (observed.address().isEmpty()) {
      return Optional.of("it has no address");
    }
    keepAddress(live, observed.address().get());
    return HealthCheck.failure(observed.address().get(), live.spec().health(), service.port());
  }

  boolean isRunning(ReleaseRow live) {
    var observed = releases.provider(live).observe(live.id());
    if (observed.state() == ObservedRelease.State.RUNNING) {
      observed.address().ifPresent(address -> keepAddress(live, address));
      return true;
    }
    return false;
  }

  String stoppedReason(ReleaseRow live) {
    return releases.provider(live).observe(live.id()).reason();
  }

  /** Starts it where it does not run. */
  Optional<Problem> start(ReleaseRow live) {
    return locked(live.stage(), () -> startLocked(live));
  }

  /**
   * Stops every application and its deploys' half-started ones, all at the same time; whoever is
   * about to start one is kept from it.
   *
   * @throws dev.cairn.core.ProblemException {@code applications-not-stopped}, naming each
   */
  public void stopAll() {
    releases.endStarts();
    var left = new ConcurrentSkipListMap<String, String>();
    try (var stops = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var service : state.store(ServiceStore.class).list()) {
        for (var release : releases.list(service.stage())) {
          stops.execute(() -> stop(release).ifPresent(why -> left.put(release.id(), why)));
        }
      }
    }
    if (!left.isEmpty()) {
      throw Problem.failed(
              "applications-not-stopped",
              "Could not stop "
                  + left.entrySet().stream()
                      .map(it -> it.getKey() + " (" + it.getValue() + ")")
                      .collect(Collectors.joining(", "))
                  + ".",
              "Run the command again; if they stay, end them by hand.")
          .toException();
    }
  }

  /** Why it was not; empty where it is. */
  private Optional<String> stop(ReleaseRow release) {
    try {
      return problem(releases.provider(release).stop(release.id(), STOP_GRACE))
          .map(Problem::message);
    } catch (RuntimeException e) {
      LOG.error("{} was not stopped", release.id(), e);
      return Optional.of(e.toString());
    }
  }

  /** How often a stage's application was started here; see {@link #restart}. */
  int starts(StageRef stage) {
    return starts.getOrDefault(stage, 0);
  }

  /** Whether a stage's application was started here since then. */
  boolean startedSince(StageRef stage, Instant then) {
    return Optional.ofNullable(lastStarts.get(stage)).filter(then::isBefore).isPresent();
  }

  /**
   * Stops it, whatever it is doing, and starts it. Does nothing where somebody did so since the
   * caller looked: two who see one ailment restart once. Nor where it is live no more.
   *
   * @param seen {@link #starts} before the caller looked
   */
  Optional<Problem> restart(ReleaseRow live, int seen) {
    return locked(
        live.stage(),
        () -> {
          if (starts(live.stage()) != seen || !isLive(live)) {
            return Optional.empty();
          }
          var stopped = problem(releases.provider(live).stop(live.id(), STOP_GRACE));
          return stopped.isPresent() ? stopped : startLocked(live);
        });
  }

  void setStatus(StageRef stage, Service.Status status, String reason) {
    int changed =
        state
            .store(ServiceStore.class)
            .setStatus(stage.stack().value(), stage.stage().value(), status, reason);
    if (changed > 0) {
      LOG.info("{} is {} {}", stage, status, reason);
    }
  }

  /** A deploy may have put another in its place since the caller looked. */
  private boolean isLive(ReleaseRow release) {
    return releases
        .findLive(release.stage())
        .filter(live -> live.number() == release.number())
        .isPresent();
  }

  private Optional<Problem> startLocked(ReleaseRow live) {
    if (!isLive(live)) {
      return Optional.empty();
    }
    starts.merge(live.stage(), 1, Integer::sum);
    lastStarts.put(live.stage(), Instant.now());
    var variables = releases.variables(live);
    releases
        .releases()
        .startingAgain(
            live.stage().stack().value(),
            live.stage().stage().value(),
            live.number(),
            releases.credentials(variables));
    var provider = releases.provider(live);
    var started = started(live, variables);
    if (!isLive(live)) {
      LOG.info("{} was retired while it was started", live.id());
      return problem(provider.stop(live.id(), STOP_GRACE));
    }
    if (started.isPresent()) {
      return started;
    }
    provider.observe(live.id()).address().ifPresent(address -> keepAddress(live, address));
    return Optional.empty();
  }

  private Optional<Problem> started(ReleaseRow live, List<Variable> variables) {
    try {
      return problem(releases.start(live, releases.instance(live, variables)));
    } catch (ProblemException e) {
      return Optional.of(e.problem());
    }
  }

  /** A release that was started again may have another address. */
  private void keepAddress(ReleaseRow live, String address) {
    if (!live.address().equals(Optional.of(address))) {
      releases
          .releases()
          .moved(
              live.stage().stack().value(), live.stage().stage().value(), live.number(), address);
      LOG.info("{} is at {} now", live.id(), address);
      routes.apply();
    }
  }

  private <T> T locked(StageRef stage, Supplier<T> work) {
    var lock = locks.computeIfAbsent(stage, key -> new ReentrantLock());
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }

  private static Optional<Problem> problem(Progress progress) {
    return switch (progress) {
      case Progress.Ready ready -> Optional.empty();
      case Progress.InProgress inProgress -> Optional.empty();
      case Progress.Unsettled(Problem cause, Duration backoff) -> Optional.of(cause);
      case Progress.Failed(Problem problem) -> Optional.of(problem);
    };
  }
}
