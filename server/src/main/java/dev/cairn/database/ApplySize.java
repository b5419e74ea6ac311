package dev.cairn.database;

import dev.cairn.core.Bytes;
import dev.cairn.operation.StepAction;
import dev.cairn.operation.StepResult;
import dev.cairn.operation.StepRun;
import java.util.Optional;

/** The database runs with the recorded size. */
record ApplySize(DesiredDatabases desired, Targets targets) implements StepAction {

  @Override
  public StepResult run(StepRun run) {
    return apply(run, "");
  }

  @Override
  public StepResult undo(StepRun run) {
    return RestartDatabase.unlessMissing(apply(run, ".before"));
  }

  private StepResult apply(StepRun run, String which) {
    var input = run.operation().input();
    var type = Optional.ofNullable(input.get("type" + which));
    var storage = Optional.ofNullable(input.get("storage" + which)).map(Long::parseLong);
    desired
        .find(run.operation())
        .ifPresent(
            database ->
                desired.resize(
                    database.identifier(),
                    type.orElse(database.type().name()),
                    storage.map(Bytes::ofGib).orElse(database.storage())));
    return desired
        .find(run.operation())
        .map(
            database ->
                DatabaseSteps.converge(
                    desired, targets, database, desired.instance(database, Optional.empty()), run))
        .orElseGet(StepResult::done);
  }
}
