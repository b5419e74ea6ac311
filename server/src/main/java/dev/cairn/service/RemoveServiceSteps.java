package dev.cairn.service;

import dev.cairn.core.StageRef;
import dev.cairn.db.StateDatabase;
import dev.cairn.operation.StepAction;
import dev.cairn.operation.StepResult;
import dev.cairn.operation.StepRun;
import dev.cairn.provider.Progress;
import dev.cairn.service.plan.RemoveService;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The actions of {@link RemoveService}. What is gone is gone; a release that is still there serves
 * again where the removal is cancelled.
 */
public final class RemoveServiceSteps {
  private static final Logger LOG = LoggerFactory.getLogger(RemoveServiceSteps.class);
  private static final Duration STOP_GRACE = Duration.ofSeconds(10);

  private final StateDatabase state;
  private final Releases releases;
  private final Routes routes;

  public RemoveServiceSteps(StateDatabase state, Releases releases, Routes routes) {
    this.state = state;
    this.releases = releases;
    this.routes = routes;
  }

  /** By step name. */
  public Map<String, StepAction> actions() {
    return Map.of(
        RemoveService.WITHDRAW_ROUTE,
        DeploySteps.action(this::withdrawRoute, this::serveAgain),
        RemoveService.STOP_APPLICATION,
        run -> each(run, row -> releases.provider(row).stop(row.id(), STOP_GRACE)),
        RemoveService.REMOVE_RELEASES,
        this::removeReleases,
        RemoveService.FORGET_SERVICE,
        this::forget);
  }

  private StepResult withdrawRoute(StepRun run) {
    var stage = StageRef.parse(run.operation().target());
    state.store(ServiceStore.class).withdraw(stage.stack().value(), stage.stage().value());
    routes.apply();
    return StepResult.done();
  }

  /** The watch over services starts it again where it was stopped. */
  private StepResult serveAgain(StepRun run) {
    var stage = StageRef.parse(run.operation().target());
    releases.list(stage).stream()
        .filter(row -> row.status() == Release.Status.LIVE && !row.codeRemoved())
        .findFirst()
        .ifPresent(
            live -> {
              int changed =
                  state
                      .store(ServiceStore.class)
                      .goLive(stage.stack().value(), stage.stage().value(), live.number());
              LOG.info("{} is {}", live.id(), changed > 0 ? "live again" : "live still");
            });
    routes.apply();
    return StepResult.done();
  }

  private StepResult removeReleases(StepRun run) {
    var removed = each(run, this::removeCode);
    return removed instanceof StepResult.Done
        ? DeploySteps.result(releases.removeStage(StageRef.parse(run.operation().target())))
        : removed;
  }

  private Progress removeCode(ReleaseRow row) {
    var removed = releases.provider(row).remove(row.id());
    if (removed instanceof Progress.Ready) {
      var stack = row.stage().stack().value();
      var stage = row.stage().stage().value();
      state.transaction(
          transaction -> {
            var rows = transaction.attach(ReleaseStore.class);
            rows.move(stack, stage, row.number(), Release.Status.LIVE, Release.Status.RETIRED);
            return rows.codeRemoved(stack, stage, row.number());
          });
    }
    return removed;
  }

  private StepResult each(StepRun run, Function<ReleaseRow, Progress> act) {
    for (var row : releases.list(StageRef.parse(run.operation().target()))) {
      var progress = row.codeRemoved() ? Progress.ready() : act.apply(row);
      if (!(progress instanceof Progress.Ready)) {
        return DeploySteps.result(progress);
      }
    }
    return StepResult.done();
  }

  private StepResult forget(StepRun run) {
    var stage = StageRef.parse(run.operation().target());
    state.store(ServiceStore.class).delete(stage.stack().value(), stage.stage().value());
    routes.apply();
    routes.forgetRequests(stage); // whoever has the stage's name next is not to read them
    LOG.info("The application of {} is removed", stage);
    return StepResult.done();
  }
}
