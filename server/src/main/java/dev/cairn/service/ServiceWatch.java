package dev.cairn.service;

import dev.cairn.core.PeriodicTask;
import dev.cairn.core.Problem;
import dev.cairn.core.ProblemException;
import dev.cairn.core.StageRef;
import dev.cairn.database.Connections;
import dev.cairn.database.plan.StepNames;
import dev.cairn.db.StateDatabase;
import dev.cairn.operation.Operation;
import dev.cairn.operation.Operations;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps live applications alive: one that ended is started again, one that fails its health check
 * again and again is restarted, each time after a longer pause. Waits for the databases first, and
 * leaves a stage alone on which an operation is open.
 */
public final class ServiceWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceWatch.class);
  private static final Duration PERIOD = Duration.ofSeconds(2);
  private static final Duration BETWEEN_HEALTH_CHECKS = Duration.ofSeconds(5);
  private static final int FAILURES_BEFORE_RESTART = 3;

  private final StateDatabase state;
  private final Operations operations;
  private final Releases releases;
  private final Routes routes;
  private final Restarts restarts;
  private final InstantSource clock;
  private final Map<StageRef, Patience> patience = new ConcurrentHashMap<>();
  private final PeriodicTask ticking =
      new PeriodicTask(
          Thread.ofPlatform().name("service-watch").daemon(),
          "Applications could not be looked at",
          LOG::error,
          PERIOD,
          this::refreshAndTick);
  private boolean hasNone;

  public ServiceWatch(
      StateDatabase state,
      Operations operations,
      Releases releases,
      Routes routes,
      Restarts restarts,
      InstantSource clock) {
    this.state = state;
    this.operations = operations;
    this.releases = releases;
    this.routes = routes;
    this.restarts = restarts;
    this.clock = clock;
  }

  /** Gives the edge its routes, then looks every two seconds where applications are. */
  public void start() {
    routes.apply();
    operations.rhythm().onDue(ticking::now);
    ticking.start(Duration.ZERO);
  }

  private Duration refreshAndTick() {
    routes.apply(); // what changed without a deploy, as names
    routes.refresh();
    return operations
        .rhythm()
        .after(
            () -> {
              tick();
              return hasNone;
            });
  }

  /** Looks at every live application once, at all of them at the same time. */
  void tick() {
    var services =
        state.store(ServiceStore.class).list().stream()
            .filter(service -> service.live().isPresent())
            .toList();
    hasNone = services.isEmpty();
    if (hasNone) {
      return;
    }
    var unserved = routes.unserved(services);
    try (var looks = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var service : services) {
        looks.execute(
            () -> lookSafely(service, Optional.ofNullable(unserved.get(service.stage()))));
      }
    }
  }

  private void lookSafely(ServiceRow service, Optional<String> unserved) {
    try {
      look(service, unserved);
    } catch (ProblemException e) {
      LOG.warn("{} could not be looked at: {}", service.stage(), e.problem().message());
    } catch (RuntimeException e) {
      ticking.failed(service.stage() + " could not be looked at", e);
    }
  }

  /**
   * @param unserved why requests do not reach it however well it is
   */
  private void look(ServiceRow service, Optional<String> unserved) {
    var stage = service.stage();
    var live = service.live().flatMap(number -> releases.find(stage, number));
    if (live.isEmpty() || operations.findOpen(stage.toString()).isPresent()) {
      return;
    }
    int seen = restarts.starts(stage);
    var waiting = patience.computeIfAbsent(stage, key -> new Patience(clock.instant(), seen));
    waiting.startedBy(seen, clock.instant());
    if (!restarts.isRunning(live.get())) {
      var why = restarts.stoppedReason(live.get());
      bringBack(service, live.get(), waiting, why, restarts::start);
      return;
    }
    if (clock.instant().isBefore(waiting.nextCheck)) {
      return;
    }
    var ailment = restarts.ailment(service, live.get());
    waiting.nextCheck = clock.instant().plus(ailment.isEmpty() ? BETWEEN_HEALTH_CHECKS : PERIOD);
    if (ailment.isEmpty()) {
      waiting.healthy(clock.instant());
      var status = unserved.isEmpty() ? Service.Status.HEALTHY : Service.Status.RECOVERING;
      restarts.setStatus(stage, status, unserved.orElse(""));
      return;
    }
    waiting.failures++;
    boolean starting = waiting.isStarting(clock.instant(), live.get().spec().healthyWithin());
    if (waiting.failures >= FAILURES_BEFORE_RESTART && !starting) {
      bringBack(service, live.get(), waiting, ailment.get(), ill -> restarts.restart(ill, seen));
    }
  }

  private void bringBack(
      ServiceRow service,
      ReleaseRow live,
      Patience waiting,
      String why,
      Function<ReleaseRow, Optional<Problem>> cure) {
    if (ticking.isClosed()) {
      return; // whoever ended the watch may be stopping it
    }
    var stage = service.stage();
    waiting.unhealthy();
    var unanswering = releases.unanswering(stage);
    if (unanswering.isPresent()) {
      restarts.setStatus(
          stage, Service.Status.RECOVERING, why + "; waiting, as " + unanswering.get());
      return;
    }
    if (isLookedAfter(stage)) {
      waiting.failures = 0;
      return;
    }
    restarts.setStatus(stage, Service.Status.RECOVERING, why);
    if (clock.instant().isBefore(waiting.nextRestart)) {
      return;
    }
    var unreached = releases.unreached(live);
    if (!unreached.isEmpty() && isBeingConnected(unreached.getFirst())) {
      var waitingFor = unreached.getFirst().announcement();
      restarts.setStatus(stage, Service.Status.RECOVERING, why + "; waiting, as " + waitingFor);
      return;
    }
    waiting.restarted(clock.instant());
    LOG.info("Restarting {} ({})", live.id(), why);
    cure.apply(live)
        .ifPresent(
            problem ->
                restarts.setStatus(
                    stage, Service.Status.RECOVERING, why + "; " + problem.message()));
    waiting.starts = restarts.starts(stage);
  }

  /**
   * Whether an operation that had one of its databases away looks after the application now: it
   * starts and restarts it where that is needed, and one does so at a time.
   */
  private boolean isLookedAfter(StageRef stage) {
    return operations.listOpenBelow(stage.toString()).stream()
        .filter(it -> it.status() == Operation.Status.OPEN)
        .anyMatch(ServiceWatch::looksAfter);
  }

  private static boolean looksAfter(Operation operation) {
    var steps = operation.steps();
    return IntStream.range(0, steps.size())
        .filter(at -> steps.get(at).name().equals(StepNames.CHECK_APPLICATION))
        .anyMatch(
            at ->
                steps.get(at).status() != Operation.StepStatus.DONE
                    && (at == 0 || steps.get(at - 1).startedAt().isPresent()));
  }

  /** Tried once an hour: where it does not help, the application says so better. */
  private boolean isBeingConnected(Connections.Unreached database) {
    var hour = clock.instant().truncatedTo(ChronoUnit.HOURS);
    return !releases.connect(database, "connect-" + hour).status().isFinished();
  }

  @Override
  public void close() {
    ticking.close();
  }

  /** How long to wait with an application: 1, 2, 4 … 60 s, from the start after a well minute. */
  private static final class Patience {
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final Duration WELL = Duration.ofMinutes(1);

    private Instant nextCheck;
    private Instant nextRestart;
    private Duration pause = PERIOD;
    private Optional<Instant> wellSince = Optional.empty();
    private Optional<Instant> starting = Optional.empty();
    private int failures;
    private int starts;

    Patience(Instant now, int starts) {
      this.starts = starts;
      nextCheck = now;
      nextRestart = now;
    }

    /** One that starts slowly would never come if it were started anew before it is there. */
    boolean isStarting(Instant now, Duration within) {
      return starting.filter(since -> now.isBefore(since.plus(within))).isPresent();
    }

    void healthy(Instant now) {
      failures = 0;
      starting = Optional.empty();
      wellSince = wellSince.or(() -> Optional.of(now));
      if (now.isAfter(wellSince.get().plus(WELL))) {
        pause = PERIOD;
      }
    }

    /** Somebody else may have started it: what was seen before is of another instance. */
    void startedBy(int seen, Instant now) {
      if (seen != starts) {
        starts = seen;
        failures = 0;
        nextCheck = now.plus(PERIOD);
        nextRestart = now.plus(pause);
      }
    }

    void unhealthy() {
      wellSince = Optional.empty();
    }

    void restarted(Instant now) {
      failures = 0;
      starting = Optional.of(now);
      nextCheck = now.plus(PERIOD);
      nextRestart = now.plus(pause);
      pause = pause.multipliedBy(2).compareTo(LONGEST) > 0 ? LONGEST : pause.multipliedBy(2);
    }
  }
}
