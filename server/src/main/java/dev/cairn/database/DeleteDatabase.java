package dev.cairn.database;

import dev.cairn.operation.StepAction;
import dev.cairn.operation.StepResult;
import dev.cairn.operation.StepRun;
import dev.cairn.provider.Observed;
import java.time.Duration;
import java.util.Optional;

/** Neither data, row nor secret is left. There is no way back from here but the final backup. */
record DeleteDatabase(DesiredDatabases desired, Targets targets) implements StepAction {
  private static final Duration BACKOFF = Duration.ofSeconds(5);

  @Override
  public StepResult run(StepRun run) {
    var operation = run.operation();
    var provider = targets.of(DatabaseRef.parse(operation.target()).stage());
    var result =
        DatabaseSteps.resultOf(
            provider.remove(DesiredDatabases.identifier(operation), run::progress),
            () -> {
              desired.forget(operation);
              return StepResult.done();
            });
    // Half deleted is no state to turn back from: go on until it is done.
    return result instanceof StepResult.Failed(var problem)
        ? new StepResult.Retry(problem, BACKOFF)
        : result;
  }

  /** Where the data are gone for good, so is the database; else the backup's undo revives it. */
  @Override
  public StepResult undo(StepRun run) {
    return RestartDatabase.unlessLost(() -> forgetWhatIsGone(run));
  }

  private StepResult forgetWhatIsGone(StepRun run) {
    var operation = run.operation();
    var backup = Optional.ofNullable(operation.input().get("backup"));
    desired
        .find(operation)
        .filter(
            database ->
                backup.isEmpty()
                    && targets.of(database.ref().stage()).observe(database.identifier()).state()
                        == Observed.State.MISSING)
        .ifPresent(database -> desired.forget(operation));
    return StepResult.done();
  }
}
