package dev.cairn.database;

import dev.cairn.core.Problem;
import dev.cairn.operation.Operation;
import dev.cairn.operation.StepAction;
import dev.cairn.operation.StepResult;
import dev.cairn.operation.StepRun;
import java.util.Optional;
import java.util.function.Function;

/**
 * The database runs with the recorded size. A resize that is retried after another one succeeded
 * changes nothing.
 */
record ApplySize(DesiredDatabases desired, Targets targets) implements StepAction {

  @Override
  public StepResult run(StepRun run) {
    return apply(run, "", database -> new StepResult.Failed(overtaken(database)));
  }

  @Override
  public StepResult undo(StepRun run) {
    return RestartDatabase.unlessLost(
        () -> apply(run, ".before", database -> StepResult.done(overtaken(database).message())));
  }

  private StepResult apply(
      StepRun run, String which, Function<Database, StepResult> whenOvertaken) {
    var operation = run.operation();
    if (desired.find(operation).isEmpty()) {
      return StepResult.done();
    }
    boolean isRecorded = record(desired, operation, which);
    var database = desired.find(operation).orElseThrow();
    return isRecorded
        ? DatabaseSteps.converge(
            desired, targets, database, desired.instance(database, Optional.empty()), run)
        : whenOvertaken.apply(database);
  }

  /**
   * As {@link DesiredDatabases#resize}, with what it has beyond its type where that changes too.
   */
  static boolean record(DesiredDatabases desired, Operation operation, String which) {
    return desired.resize(operation, which)
        && (!operation.input().containsKey(ApplyTuning.TUNING)
            || desired.tune(operation, ApplyTuning.TUNING + which));
  }

  private static Problem overtaken(Database database) {
    return Problem.conflict(
        "size-changed",
        database.ref()
            + " was resized since this was asked for: it is "
            + database.type().name()
            + " with "
            + database.storage()
            + " now.",
        "Where that is not what you want, resize it anew.");
  }
}
