package dev.cairn.database;

import dev.cairn.operation.StepAction;
import dev.cairn.operation.StepResult;
import dev.cairn.operation.StepRun;
import dev.cairn.provider.ExistingDatabases;

/** Neither row nor secret of an attached database is left; nothing happens to the database. */
record ForgetDatabase(DesiredDatabases databases, ExistingDatabases existing)
    implements StepAction {

  @Override
  public StepResult run(StepRun run) {
    databases.forget(run.operation());
    existing.forgetAuthorities(DesiredDatabases.identifier(run.operation()));
    return StepResult.done();
  }
}
