package dev.cairn.service;

import dev.cairn.core.Problem;
import dev.cairn.core.ProblemException;
import dev.cairn.core.ReadyWait;
import dev.cairn.core.StageRef;
import dev.cairn.database.DatabaseRef;
import dev.cairn.database.Rotations;
import dev.cairn.database.plan.RotateSecret;
import dev.cairn.database.plan.StepNames;
import dev.cairn.db.StateDatabase;
import dev.cairn.operation.Operations;
import dev.cairn.operation.StepAction;
import dev.cairn.operation.StepResult;
import dev.cairn.operation.StepRun;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What the plans of databases ask of the application: to hand over new variables, to go without
 * those of a database that leaves, to be well after a database was away. Their operations' targets
 * are databases. Without an application that was ever deployed there is nothing to do.
 */
public final class ApplicationSteps {
  private static final Duration WELL_WITHIN = Duration.ofSeconds(10);
  private static final Duration BETWEEN_CHECKS = Duration.ofMillis(500);
  private static final int CHECKS_IN_A_ROW = 3;

  private final Operations operations;
  private final Releases releases;
  private final Restarts restarts;
  private final HandOver handOver;

  public ApplicationSteps(
      StateDatabase state,
      Operations operations,
      Deployments deployments,
      Releases releases,
      Restarts restarts,
      Rotations rotations) {
    this.operations = operations;
    this.releases = releases;
    this.restarts = restarts;
    this.handOver = new HandOver(state, operations, deployments, releases, rotations);
  }

  /** By step name, as the plans of databases have them. */
  public Map<String, StepAction> actions() {
    return Map.of(
        StepNames.REDEPLOY_APPLICATION,
        DeploySteps.action(this::redeploy, this::takeBack),
        StepNames.WITHDRAW_VARIABLES,
        DeploySteps.action(this::withdraw, this::takeBack),
        StepNames.HAND_OVER_READER,
        this::handOverReader,
        StepNames.CHECK_APPLICATION,
        this::check);
  }

  /**
   * The database stands whatever becomes of the application: a redeploy that fails leaves the old
   * release serving, and is told here and in an operation of its own.
   */
  private StepResult redeploy(StepRun run) {
    return handOver
        .all(run, "variables of " + run.operation().target())
        .map(outcome -> outcome.orElseGet(StepResult::done))
        .orElseGet(
            () ->
                new StepResult.Done(
                    Map.of(
                        "redeploy",
                        "failed",
                        StepResult.Done.NOTE,
                        "The application could not be redeployed; its old release serves.")));
  }

  /** A database is not taken from an application that cannot live without it. */
  private StepResult withdraw(StepRun run) {
    var database = DatabaseRef.parse(run.operation().target());
    boolean waits =
        operations
            .findOpen(HandOver.stage(run).toString())
            .filter(it -> !HandOver.isParked(it))
            .isPresent();
    if (!waits) {
      var referring = releases.referring(database);
      if (!referring.isEmpty()) {
        return new StepResult.Failed(ApplicationRefusals.secretInUse(database, referring));
      }
    }
    // Stages that read from it go on without.
    var stages = new LinkedHashSet<>(List.of(HandOver.stage(run)));
    stages.addAll(releases.guests(database));
    for (var stage : stages) {
      var outcome = handOver.to(run, stage, database + " is removed");
      if (outcome.isEmpty()) {
        return new StepResult.Failed(cannotWithdraw(run, stage));
      }
      if (outcome.get().isPresent()) {
        return outcome.get().get();
      }
    }
    return StepResult.done();
  }

  /** What was before is taken back, in its order, where that step is that changed it. */
  private StepResult handOverReader(StepRun run) {
    return handOver
        .all(run, run.operation().title())
        .map(outcome -> outcome.orElseGet(StepResult::done))
        .orElseGet(
            () ->
                new StepResult.Failed(
                    findNeedingAttention(HandOver.stage(run))
                        .orElseGet(() -> ApplicationRefusals.cannotRead(HandOver.stage(run)))));
  }

  private Problem cannotWithdraw(StepRun run, StageRef stage) {
    return findNeedingAttention(stage)
        .orElseGet(
            () ->
                ApplicationRefusals.cannotLiveWithout(
                    DatabaseRef.ofTarget(run.operation().target()), stage));
  }

  private Optional<Problem> findNeedingAttention(StageRef stage) {
    return operations
        .findOpen(stage.toString())
        .filter(HandOver::isParked)
        .map(ApplicationRefusals::needsAttention);
  }

  /** The database goes, or stays after all: the application gets what fits that. */
  private StepResult takeBack(StepRun run) {
    if (run.operation().kind().equals(RotateSecret.KIND)) {
      // The new credential is current still: what fits is handed over once the old one is.
      return operations
          .findOpen(HandOver.stage(run).toString())
          .filter(it -> !HandOver.isParked(it))
          .map(HandOver::waitFor)
          .orElseGet(StepResult::done);
    }
    return handBack(run);
  }

  /** Applications get what is in force now, after a change of that was taken back. */
  public StepResult handBack(StepRun run) {
    return handOver
        .all(run, "undone: " + run.operation().title())
        .map(outcome -> outcome.orElseGet(StepResult::done))
        .orElseGet(StepResult::done);
  }

  /**
   * Sees to it that the application has the database's address, should that be another now. Then
   * looks several times whether the application got over its database's absence, and restarts it
   * where it did not; starts it where it ended. Meanwhile the watch over services leaves it alone.
   * Where no health path is declared nothing can tell, so a new instance takes its place, without
   * an interruption, unless it was started since. A database that went away meanwhile ends this:
   * only after this operation can it be brought back.
   */
  private StepResult check(StepRun run) {
    var database = DatabaseRef.parse(run.operation().target());
    var stage = database.stage();
    var guests = handOverToGuests(run, database);
    if (guests.isPresent()) {
      return guests.get();
    }
    var running = operations.findOpen(stage.toString());
    if (running.isPresent()) {
      return releases.isAway(database)
          ? awayAgain(run)
          : HandOver.isParked(running.get())
              ? StepResult.done(ApplicationRefusals.needsAttention(running.get()).message())
              : HandOver.waitFor(running.get());
    }
    var live = releases.findLive(stage);
    var service = releases.findService(stage);
    if (live.isEmpty() || service.isEmpty()) {
      return StepResult.done();
    }
    // Whoever took its port meanwhile has made it answer at another.
    var handed = handOver.to(run, stage, "address of " + database);
    if (handed.isPresent() && handed.get().isPresent()) {
      return handed.get().get();
    }
    int seen = restarts.starts(stage);
    if (restarts.isRunning(live.get())) {
      boolean fresh = Started.since(run, live.get(), operations, restarts);
      if (!fresh && live.get().spec().health().isEmpty()) {
        return handOver
            .deployed(run, live.get(), run.operation().target() + " was away")
            .map(outcome -> outcome.orElseGet(StepResult::done))
            .orElseGet(() -> new StepResult.Done(Map.of("check", "failed")));
      }
      run.progress("Checking the application");
      var patience = fresh ? live.get().spec().healthyWithin() : WELL_WITHIN;
      if (isWell(service.get(), live.get(), patience, CHECKS_IN_A_ROW, database)) {
        return StepResult.done();
      }
    }
    if (releases.isAway(database)) {
      return awayAgain(run);
    }
    run.progress("Restarting the application");
    restarts.setStatus(
        stage, Service.Status.RECOVERING, "It did not get over " + run.operation().target() + ".");
    var failed = restarts.restart(live.get(), seen);
    if (failed.isPresent()) {
      return new StepResult.Retry(failed.get(), Duration.ofSeconds(2));
    }
    boolean well =
        isWell(service.get(), live.get(), live.get().spec().healthyWithin(), 1, database);
    if (!well && releases.isAway(database)) {
      return awayAgain(run);
    }
    if (well) {
      restarts.setStatus(stage, Service.Status.HEALTHY, "");
    }
    return new StepResult.Done(Map.of("check", well ? "restarted" : "failed"));
  }

  /** Applications beside its replicas write to it too; what became of that is told there. */
  private Optional<StepResult> handOverToGuests(StepRun run, DatabaseRef database) {
    return releases.guests(database).stream()
        .map(stage -> handOver.to(run, stage, "address of " + database))
        .flatMap(outcome -> outcome.flatMap(it -> it).stream())
        .findFirst();
  }

  private static StepResult awayAgain(StepRun run) {
    run.progress(run.operation().target() + " went away again");
    return new StepResult.Done(Map.of("check", "database-away"));
  }

  /** Looks no longer where the database is away. */
  private boolean isWell(
      ServiceRow service, ReleaseRow live, Duration within, int inARow, DatabaseRef database) {
    var good = new AtomicInteger();
    try {
      ReadyWait.upTo(within)
          .every(BETWEEN_CHECKS)
          .holdsInTime(
              () -> {
                boolean well = restarts.ailment(service, current(live)).isEmpty();
                int row = well ? good.incrementAndGet() : reset(good);
                return row >= inARow || (!well && releases.isAway(database));
              });
      return good.get() >= inARow;
    } catch (ProblemException e) {
      if (e.problem().kind() == Problem.Kind.UNAVAILABLE) {
        throw e;
      }
      return false;
    }
  }

  /** With the address that it has by now. */
  private ReleaseRow current(ReleaseRow live) {
    return releases.find(live.stage(), live.number()).orElse(live);
  }

  private static int reset(AtomicInteger good) {
    good.set(0);
    return 0;
  }
}
