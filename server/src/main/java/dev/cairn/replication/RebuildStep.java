package dev.cairn.replication;

import dev.cairn.database.Database;
import dev.cairn.database.DatabaseSteps;
import dev.cairn.database.Targets;
import dev.cairn.operation.StepAction;
import dev.cairn.operation.StepResult;
import dev.cairn.operation.StepRun;

/** The replica has its primary's data anew: copied once for the operation, however often asked. */
record RebuildStep(DesiredReplicas desired, Targets targets) implements StepAction {

  @Override
  public StepResult run(StepRun run) {
    return desired
        .databases()
        .find(run.operation())
        .map(replica -> rebuild(replica, run))
        .orElseGet(StepResult::done);
  }

  private StepResult rebuild(Database replica, StepRun run) {
    var token = run.operation().id().toString();
    var wanted = desired.databases().instance(replica);
    return DatabaseSteps.resultOf(
        targets.of(replica.ref().stage()).rebuild(wanted, token, run::progress),
        () -> {
          desired.rejoined(replica);
          return DatabaseSteps.settle(desired.databases(), targets, replica);
        });
  }
}
