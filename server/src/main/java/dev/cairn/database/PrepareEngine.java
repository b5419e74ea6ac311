package dev.cairn.database;

import dev.cairn.operation.StepAction;
import dev.cairn.operation.StepResult;
import dev.cairn.operation.StepRun;

/** Has binaries and template of the engine's version at hand. */
record PrepareEngine(DesiredDatabases desired, Targets targets) implements StepAction {

  @Override
  public StepResult run(StepRun run) {
    var database = desired.ensureRecorded(run.operation());
    return DatabaseSteps.resultOf(
        targets
            .of(database.ref().stage())
            .prepare(database.ref().engine(), database.version(), run::progress),
        StepResult::done);
  }

  /** Engines stay for the next database; this one is forgotten. */
  @Override
  public StepResult undo(StepRun run) {
    desired.forget(run.operation());
    return StepResult.done();
  }
}
