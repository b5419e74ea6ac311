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

/** The actions of {@link RemoveService}. What is gone is gone: nothing is undone. */
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
        this::withdrawRoute,
        RemoveService.STOP_APPLICATION,
        run -> each(run, row -> releases.provider(row).stop(row.id(), STOP_GRACE)),
        RemoveService.REMOVE_RELEASES,
        run -> each(run, row -> releases.provider(row).remove(row.id())),
        RemoveService.FORGET_SERVICE,
        this::forget);
  }

  private StepResult withdrawRoute(StepRun run) {
    var stage = StageRef.parse(run.operation().target());
    state.store(ServiceStore.class).withdraw(stage.stack().value(), stage.stage().value());
    routes.apply();
    return StepResult.done();
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
    LOG.info("The application of {} is removed", stage);
    return StepResult.done();
  }
}
