package dev.cairn.replication;

import dev.cairn.database.DatabaseSteps;
import dev.cairn.database.Targets;
import dev.cairn.operation.StepAction;
import dev.cairn.operation.StepResult;
import dev.cairn.operation.StepRun;

/** Has what a replica needs at hand: binaries of its primary's version, and a row. */
record PrepareReplica(DesiredReplicas desired, Targets targets) implements StepAction {

  @Override
  public StepResult run(StepRun run) {
    var replica = desired.ensureRecorded(run.operation());
    return DatabaseSteps.resultOf(
        targets
            .of(replica.ref().stage())
            .prepare(replica.ref().engine(), replica.version(), run::progress),
        StepResult::done);
  }

  /** Its primary is as it was before; this one is forgotten. Engines stay for the next. */
  @Override
  public StepResult undo(StepRun run) {
    return ReleaseReplica.release(desired, targets, run);
  }
}
