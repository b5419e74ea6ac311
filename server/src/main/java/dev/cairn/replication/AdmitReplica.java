package dev.cairn.replication;

import dev.cairn.database.Targets;
import dev.cairn.operation.StepAction;
import dev.cairn.operation.StepResult;
import dev.cairn.operation.StepRun;

/**
 * The primary lets the replica follow it, and lets applications of its stage in. Taken back, where
 * the replica is new, with the replica itself.
 */
record AdmitReplica(DesiredReplicas desired, Targets targets) implements StepAction {

  @Override
  public StepResult run(StepRun run) {
    return desired
        .findPrimary(run.operation())
        .map(primary -> ReplicaSteps.converge(desired, targets, primary, run))
        .orElseGet(() -> new StepResult.Failed(DesiredReplicas.primaryGone(run.operation())));
  }
}
