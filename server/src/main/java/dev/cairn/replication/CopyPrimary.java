package dev.cairn.replication;

import dev.cairn.database.Targets;
import dev.cairn.operation.StepAction;
import dev.cairn.operation.StepResult;
import dev.cairn.operation.StepRun;

/** The replica has its primary's data and follows. */
record CopyPrimary(DesiredReplicas desired, Targets targets) implements StepAction {

  @Override
  public StepResult run(StepRun run) {
    return ReplicaSteps.make(desired, targets, desired.ensureRecorded(run.operation()), run);
  }

  @Override
  public StepResult undo(StepRun run) {
    return ReplicaSteps.unmake(targets, run);
  }
}
