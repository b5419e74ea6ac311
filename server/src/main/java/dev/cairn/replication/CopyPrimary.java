package dev.cairn.replication;

import dev.cairn.database.DatabaseRef;
import dev.cairn.database.DatabaseSteps;
import dev.cairn.database.DesiredDatabases;
import dev.cairn.database.Targets;
import dev.cairn.operation.StepAction;
import dev.cairn.operation.StepResult;
import dev.cairn.operation.StepRun;

/** The replica has its primary's data and follows; row and secret say where it is read. */
record CopyPrimary(DesiredReplicas desired, Targets targets) implements StepAction {

  @Override
  public StepResult run(StepRun run) {
    var replica = desired.ensureRecorded(run.operation());
    var wanted = desired.databases().instance(replica);
    return DatabaseSteps.resultOf(
        targets.of(replica.ref().stage()).ensure(wanted, run::progress),
        () -> DatabaseSteps.settle(desired.databases(), targets, replica));
  }

  @Override
  public StepResult undo(StepRun run) {
    var operation = run.operation();
    var provider = targets.of(DatabaseRef.parse(operation.target()).stage());
    return DatabaseSteps.resultOf(
        provider.remove(DesiredDatabases.identifier(operation), run::progress), StepResult::done);
  }
}
