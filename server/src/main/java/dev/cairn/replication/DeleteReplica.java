package dev.cairn.replication;

import dev.cairn.database.DatabaseSteps;
import dev.cairn.database.Targets;
import dev.cairn.operation.StepAction;
import dev.cairn.operation.StepResult;
import dev.cairn.operation.StepRun;
import java.time.Duration;

/** Nothing runs of the replica, and none of its files is there. It counts until it is released. */
public record DeleteReplica(DesiredReplicas desired, Targets targets) implements StepAction {
  private static final Duration BACKOFF = Duration.ofSeconds(5);

  @Override
  public StepResult run(StepRun run) {
    return orAgain(ReplicaSteps.unmake(targets, run));
  }

  /** Half removed is no state to turn back from: goes on until it is done. */
  public static StepResult orAgain(StepResult result) {
    return result instanceof StepResult.Failed(var problem)
        ? new StepResult.Retry(problem, BACKOFF)
        : result;
  }

  /** It is copied from its primary again, which admits it still. */
  @Override
  public StepResult undo(StepRun run) {
    return desired
        .databases()
        .find(run.operation())
        .map(
            replica ->
                DatabaseSteps.unlessLost(() -> ReplicaSteps.make(desired, targets, replica, run)))
        .orElseGet(StepResult::done);
  }
}
