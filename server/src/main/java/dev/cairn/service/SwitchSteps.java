package dev.cairn.service;

import dev.cairn.core.Periods;
import dev.cairn.core.Problem;
import dev.cairn.core.Sentence;
import dev.cairn.core.StageRef;
import dev.cairn.db.StateDatabase;
import dev.cairn.operation.Operation;
import dev.cairn.operation.StepResult;
import dev.cairn.operation.StepRun;
import dev.cairn.provider.ObservedRelease;
import dev.cairn.provider.Progress;
import dev.cairn.service.plan.Deploy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The actions of {@link Deploy} from the switch on: requests go to the new release, the old ends.
 */
final class SwitchSteps {
  private static final Logger LOG = LoggerFactory.getLogger(SwitchSteps.class);
  private static final Duration LOOK = Duration.ofMillis(20);
  private static final Duration IN_FORCE_WITHIN = Duration.ofSeconds(30);
  private static final Duration TROUBLE_PASSES_WITHIN = Duration.ofSeconds(3);

  /** What takes longer is looked at less and less often. */
  private static final Duration QUICK = Duration.ofSeconds(2);

  private static final Duration STOP_GRACE = Duration.ofSeconds(10);
  private static final String EDGE_AWAY = "edge-not-answering";

  private final StateDatabase state;
  private final Releases releases;
  private final Routes routes;
  private final InstantSource clock;

  SwitchSteps(StateDatabase state, Releases releases, Routes routes, InstantSource clock) {
    this.state = state;
    this.releases = releases;
    this.routes = routes;
    this.clock = clock;
  }

  StepResult switchOver(StepRun run) {
    var release = releases.of(run.operation());
    if (release.status() != Release.Status.LIVE) {
      var observed = releases.provider(release).observe(release.id());
      if (observed.address().isEmpty()) {
        return new StepResult.Failed(gone(release, observed.reason()));
      }
      goLive(release, observed.address().get());
      LOG.info("{} is live at {}", release.id(), observed.address().get());
    }
    routes.apply();
    var trouble = routes.trouble(release.stage());
    if (routes.areInForce() && trouble.isEmpty()) {
      return StepResult.done();
    }
    if (trouble.isPresent()
        && clock.instant().isAfter(begun(run, Deploy.SWITCH).plus(TROUBLE_PASSES_WITHIN))) {
      return new StepResult.Failed(portTaken(release.stage(), trouble.get()));
    }
    return clock.instant().isAfter(begun(run, Deploy.SWITCH).plus(IN_FORCE_WITHIN))
        ? new StepResult.Failed(edgeAway())
        : new StepResult.Wait(LOOK, "Waiting for the edge to take up the new route.");
  }

  /** Back to the release before, as long as that still runs; else the new one stays. */
  StepResult switchBack(StepRun run) {
    var release = releases.of(run.operation());
    if (release.status() != Release.Status.LIVE) {
      // The new release is stopped next: no request may go to it any more.
      return release.replaces().isEmpty() || routes.areInForce() || isEdgeAway(run)
          ? StepResult.done()
          : new StepResult.Wait(LOOK, "Waiting for the edge to take up the old route.");
    }
    var before = release.replaces().flatMap(number -> releases.find(release.stage(), number));
    if (before.isPresent() && !isRunning(before.get())) {
      return StepResult.done();
    }
    goBack(release, before);
    routes.apply();
    return new StepResult.Wait(LOOK, "Waiting for the edge to take up the old route.");
  }

  StepResult drain(StepRun run) {
    var release = releases.of(run.operation());
    var old = release.replaces().flatMap(number -> releases.find(release.stage(), number));
    if (old.isEmpty() || !routes.isBusy(old.get().address())) {
      return StepResult.done();
    }
    var begun = begun(run, Deploy.DRAIN);
    var within = release.spec().drainWithin();
    if (!clock.instant().isBefore(begun.plus(within))) {
      return StepResult.done(
          "Requests still ran at release "
              + old.get().number()
              + " after "
              + Periods.text(within)
              + " (the key drainWithin): it is stopped nevertheless.");
    }
    var reason = "Requests still run at release " + old.get().number() + ".";
    return clock.instant().isAfter(begun.plus(QUICK))
        ? StepResult.waitSince(begun, reason)
        : new StepResult.Wait(LOOK, reason);
  }

  /** Stops the old release; keeps what may be rolled back to, and removes the others. */
  StepResult retire(StepRun run) {
    var release = releases.of(run.operation());
    var old = release.replaces().flatMap(number -> releases.find(release.stage(), number));
    var all = releases.list(release.stage());
    for (var row : all) {
      // One of another runtime may be left from when what runs it was away: that ended it, too.
      boolean due =
          old.filter(it -> it.number() == row.number()).isPresent()
              || (row.runtime() != release.runtime() && !row.codeRemoved());
      if (due && !releases.isOutOfReach(row)) {
        var stopped = releases.provider(row).stop(row.id(), STOP_GRACE);
        if (!(stopped instanceof Progress.Ready)) {
          return DeploySteps.result(stopped);
        }
      }
    }
    for (var row : RollbackTarget.outdated(all)) {
      if (releases.isOutOfReach(row)) {
        continue;
      }
      var removed = releases.provider(row).remove(row.id());
      if (!(removed instanceof Progress.Ready)) {
        return DeploySteps.result(removed);
      }
      releases
          .releases()
          .codeRemoved(row.stage().stack().value(), row.stage().stage().value(), row.number());
    }
    return StepResult.done();
  }

  private void goLive(ReleaseRow release, String address) {
    var stack = release.stage().stack().value();
    var stage = release.stage().stage().value();
    int number = release.number();
    state.transaction(
        transaction -> {
          var services = transaction.attach(ServiceStore.class);
          var rows = transaction.attach(ReleaseStore.class);
          var before = services.lock(stack, stage).flatMap(ServiceRow::live);
          if (rows.goLive(stack, stage, number, address, before) != 1) {
            throw new IllegalStateException(release.id() + " was moved on by somebody else");
          }
          before.ifPresent(
              old -> rows.move(stack, stage, old, Release.Status.LIVE, Release.Status.RETIRED));
          return services.goLive(stack, stage, number);
        });
  }

  private void goBack(ReleaseRow release, Optional<ReleaseRow> before) {
    var stack = release.stage().stack().value();
    var stage = release.stage().stage().value();
    state.transaction(
        transaction -> {
          var services = transaction.attach(ServiceStore.class);
          var rows = transaction.attach(ReleaseStore.class);
          rows.move(stack, stage, release.number(), Release.Status.LIVE, Release.Status.STARTING);
          before.ifPresent(
              old ->
                  rows.move(
                      stack, stage, old.number(), Release.Status.RETIRED, Release.Status.LIVE));
          return before.isPresent()
              ? services.goLive(stack, stage, before.get().number())
              : services.withdraw(stack, stage);
        });
    LOG.info("{} is live no more", release.id());
  }

  private boolean isRunning(ReleaseRow release) {
    return !releases.isOutOfReach(release)
        && releases.provider(release).observe(release.id()).state()
            == ObservedRelease.State.RUNNING;
  }

  private Instant begun(StepRun run, String step) {
    return run.operation().steps().stream()
        .filter(it -> it.name().equals(step))
        .findFirst()
        .flatMap(Operation.Step::startedAt)
        .orElse(clock.instant());
  }

  private static boolean isEdgeAway(StepRun run) {
    return run.operation().problem().map(Problem::code).equals(Optional.of(EDGE_AWAY));
  }

  private static Problem gone(ReleaseRow release, String why) {
    return Problem.failed(
        "release-not-healthy",
        "Release "
            + release.number()
            + " ended before requests were sent to it: "
            + Sentence.ended(why),
        "Read its log, mend the application and deploy again.");
  }

  private static Problem portTaken(StageRef stage, String trouble) {
    return Problem.conflict(
        "port-taken",
        "The new release runs, but the address of "
            + stage
            + " does not serve: "
            + Sentence.ended(trouble),
        "See what listens on the port (ss -ltnp), stop it and deploy again.");
  }

  private static Problem edgeAway() {
    return Problem.unavailable(
        EDGE_AWAY,
        "The edge did not take up the new route within "
            + IN_FORCE_WITHIN.toSeconds()
            + " s; the port of the stage may be taken by another program.",
        "See that the edge runs (cairn status) and what listens on the port (ss -ltnp).");
  }
}
