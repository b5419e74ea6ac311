package dev.cairn.service;

import dev.cairn.core.Actor;
import dev.cairn.core.Problem;
import dev.cairn.core.ProblemException;
import dev.cairn.core.ReadyWait;
import dev.cairn.core.StageRef;
import dev.cairn.database.CredentialUse;
import dev.cairn.database.DatabaseRef;
import dev.cairn.database.Rotations;
import dev.cairn.database.plan.RotateSecret;
import dev.cairn.database.plan.StepNames;
import dev.cairn.db.StateDatabase;
import dev.cairn.operation.Operation;
import dev.cairn.operation.Operations;
import dev.cairn.operation.StepAction;
import dev.cairn.operation.StepResult;
import dev.cairn.operation.StepRun;
import dev.cairn.replication.plan.PlannedPromotion;
import dev.cairn.replication.plan.UnplannedPromotion;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the plans of databases ask of the application: to hand over new variables, to go without
 * those of a database that leaves, to be well after a database was away. Their operations' targets
 * are databases. Without an application that was ever deployed there is nothing to do.
 */
public final class ApplicationSteps {
  private static final Duration LOOK = Duration.ofMillis(200);
  private static final Duration WELL_WITHIN = Duration.ofSeconds(10);
  private static final Duration BETWEEN_CHECKS = Duration.ofMillis(500);
  private static final int CHECKS_IN_A_ROW = 3;
  private static final Set<String> PROMOTIONS =
      Set.of(PlannedPromotion.KIND, UnplannedPromotion.KIND);

  private final StateDatabase state;
  private final Operations operations;
  private final Deployments deployments;
  private final Releases releases;
  private final Restarts restarts;
  private final Rotations rotations;

  public ApplicationSteps(
      StateDatabase state,
      Operations operations,
      Deployments deployments,
      Releases releases,
      Restarts restarts,
      Rotations rotations) {
    this.state = state;
    this.operations = operations;
    this.deployments = deployments;
    this.releases = releases;
    this.restarts = restarts;
    this.rotations = rotations;
  }

  /** By step name, as the plans of databases have them. */
  public Map<String, StepAction> actions() {
    return Map.of(
        StepNames.REDEPLOY_APPLICATION, DeploySteps.action(this::redeploy, this::takeBack),
        StepNames.WITHDRAW_VARIABLES, DeploySteps.action(this::withdraw, this::takeBack),
        StepNames.CHECK_APPLICATION, this::check);
  }

  /**
   * The database stands whatever becomes of the application: a redeploy that fails leaves the old
   * release serving, and is told here and in an operation of its own.
   */
  private StepResult redeploy(StepRun run) {
    return handOverAll(run, "variables of " + run.operation().target())
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
        operations.findOpen(stage(run).toString()).filter(it -> !isParked(it)).isPresent();
    if (!waits) {
      var referring = releases.referring(database);
      if (!referring.isEmpty()) {
        return new StepResult.Failed(secretInUse(database, referring));
      }
    }
    return handOver(run, stage(run), database + " is removed")
        .map(outcome -> outcome.orElseGet(StepResult::done))
        .orElseGet(() -> new StepResult.Failed(cannotWithdraw(run)));
  }

  private Problem cannotWithdraw(StepRun run) {
    return operations
        .findOpen(stage(run).toString())
        .filter(ApplicationSteps::isParked)
        .map(ApplicationSteps::needsAttention)
        .orElseGet(() -> cannotLiveWithout(run.operation()));
  }

  /** The database goes, or stays after all: the application gets what fits that. */
  private StepResult takeBack(StepRun run) {
    if (run.operation().kind().equals(RotateSecret.KIND)) {
      // The new credential is current still: what fits is handed over once the old one is.
      return operations
          .findOpen(stage(run).toString())
          .filter(it -> !isParked(it))
          .map(ApplicationSteps::waitFor)
          .orElseGet(StepResult::done);
    }
    return handBack(run);
  }

  /** Applications get what is in force now, after a change of that was taken back. */
  public StepResult handBack(StepRun run) {
    return handOverAll(run, "undone: " + run.operation().title())
        .map(outcome -> outcome.orElseGet(StepResult::done))
        .orElseGet(StepResult::done);
  }

  private static StageRef stage(StepRun run) {
    return DatabaseRef.parse(run.operation().target()).stage();
  }

  /**
   * Sees to it that the live release of the database's stage has today's variables; where a
   * credential is rotated or a replica was promoted, also those of other stages that it is about.
   * Their deploys are opened together.
   *
   * @return as {@link #handOver}
   */
  private Optional<Optional<StepResult>> handOverAll(StepRun run, String why) {
    var pending = Optional.<StepResult>empty();
    boolean failed = false;
    for (var stage : stages(run)) {
      var outcome = handOver(run, stage, why);
      pending = pending.or(() -> outcome.flatMap(it -> it));
      failed |= outcome.isEmpty();
    }
    return failed && pending.isEmpty() ? Optional.empty() : Optional.of(pending);
  }

  /** Of the database first. */
  private Set<StageRef> stages(StepRun run) {
    var database = DatabaseRef.parse(run.operation().target());
    var all = new LinkedHashSet<>(List.of(database.stage()));
    if (run.operation().kind().equals(RotateSecret.KIND)) {
      all.addAll(rotations.listStale(database));
    }
    if (PROMOTIONS.contains(run.operation().kind())) {
      all.addAll(releases.guests(database));
      Stream.concat(Stream.of(database), releases.followers(database).stream())
          .flatMap(it -> releases.referring(it).stream())
          .map(CredentialUse.Copy::stage)
          .forEach(all::add);
    }
    return all;
  }

  /**
   * Sees to it that the live release has today's variables, by at most one deploy of this
   * operation's.
   *
   * @return empty where that deploy failed, or one before it waits for a person; else what to
   *     answer, done where that is empty
   */
  private Optional<Optional<StepResult>> handOver(StepRun run, StageRef stage, String why) {
    var running = operations.findOpen(stage.toString());
    if (running.isPresent() && !isParked(running.get())) {
      return Optional.of(Optional.of(waitFor(running.get())));
    }
    var live = releases.findLive(stage);
    if (live.isEmpty()
        || live.get()
            .variablesDigest()
            .equals(Environments.digest(releases.variables(live.get())))) {
      return Optional.of(Optional.empty());
    }
    return running.isPresent() ? Optional.empty() : deployed(run, live.get(), why);
  }

  /**
   * As {@link #handOver}. Another operation may open a deploy at the same moment: that is joined.
   */
  private Optional<Optional<StepResult>> deployed(StepRun run, ReleaseRow live, String why) {
    try {
      return finish(deploy(run, live, why));
    } catch (ProblemException e) {
      if (!e.problem().code().equals("operation-in-progress")) {
        throw e;
      }
      return Optional.of(Optional.of(new StepResult.Wait(LOOK, e.problem().message())));
    }
  }

  private Operation deploy(StepRun run, ReleaseRow live, String why) {
    // The key stands for one deploy of this operation's, however often the step is run again. An
    // operation that is retried begins its first step anew, and deploys anew.
    var operation = run.operation();
    var begun = operation.steps().getFirst().startedAt().map(it -> "-" + it).orElse("");
    var own = live.stage().equals(stage(run)) ? "" : "-" + live.stage();
    var key = Optional.of("for-" + operation.id() + begun + "-" + operation.status() + own);
    var mark = releases.buildMark(live);
    var asked = new Asked(Actor.CAIRN, "hand over", key);
    return state.transaction(
        transaction -> deployments.redeploy(transaction, asked, live, why, mark));
  }

  private static Optional<Optional<StepResult>> finish(Operation deploy) {
    return switch (deploy.status()) {
      case OPEN, UNDOING -> Optional.of(Optional.of(waitFor(deploy)));
      case SUCCEEDED -> Optional.of(Optional.empty());
      case FAILED, CANCELLED, NEEDS_ATTENTION -> Optional.empty();
    };
  }

  private static StepResult waitFor(Operation deploy) {
    return StepResult.waitSince(deploy.createdAt(), "Waiting for \"" + deploy.title() + "\".");
  }

  /** Nobody knows for how long: nothing waits for it. */
  private static boolean isParked(Operation operation) {
    return operation.status() == Operation.Status.NEEDS_ATTENTION;
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
          : isParked(running.get())
              ? StepResult.done(needsAttention(running.get()).message())
              : waitFor(running.get());
    }
    var live = releases.findLive(stage);
    var service = releases.findService(stage);
    if (live.isEmpty() || service.isEmpty()) {
      return StepResult.done();
    }
    // Whoever took its port meanwhile has made it answer at another.
    var handed = handOver(run, stage, "address of " + database);
    if (handed.isPresent() && handed.get().isPresent()) {
      return handed.get().get();
    }
    int seen = restarts.starts(stage);
    if (restarts.isRunning(live.get())) {
      boolean fresh = Started.since(run, live.get(), operations, restarts);
      if (!fresh && live.get().spec().health().isEmpty()) {
        return deployed(run, live.get(), run.operation().target() + " was away")
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
        .map(stage -> handOver(run, stage, "address of " + database))
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

  private static Problem needsAttention(Operation parked) {
    return Problem.conflict(
        "operation-needs-attention",
        "The application of "
            + parked.target()
            + " was left as it is: \""
            + parked.title()
            + "\" waits for a person to look.",
        "See cairn op show " + parked.id() + ", and try again once it is settled.");
  }

  private static Problem secretInUse(DatabaseRef database, List<CredentialUse.Copy> referring) {
    var first = referring.getFirst();
    return Problem.conflict(
        "secret-in-use",
        "The secret of "
            + database
            + " is what "
            + referring.stream().map(CredentialUse.Copy::toString).collect(Collectors.joining(", "))
            + (referring.size() == 1 ? " refers to." : " refer to."),
        "Set or unset them first: cairn env unset "
            + first.stage()
            + " "
            + referring.stream()
                .filter(it -> it.stage().equals(first.stage()))
                .map(CredentialUse.Copy::variable)
                .collect(Collectors.joining(" "))
            + ".");
  }

  private static Problem cannotLiveWithout(Operation operation) {
    StageRef stage = DatabaseRef.parse(operation.target()).stage();
    return Problem.conflict(
        "application-needs-database",
        "The application of "
            + stage
            + " did not become healthy without the database; both stay as they are.",
        "Deploy a release that does not need it, or remove the service first.");
  }
}
