package dev.cairn.database;

import dev.cairn.core.Problem;
import dev.cairn.operation.StepAction;
import dev.cairn.operation.StepResult;
import dev.cairn.operation.StepRun;
import dev.cairn.provider.Observed;
import java.time.Duration;
import java.util.Optional;

/** A database that died answers again. Data that are missing are not replaced by empty ones. */
record RestartDatabase(DesiredDatabases desired, Targets targets) implements StepAction {
  private static final Duration FIRST_BACKOFF = Duration.ofSeconds(1);

  @Override
  public StepResult run(StepRun run) {
    var found = desired.find(run.operation());
    if (found.isEmpty()) {
      return StepResult.done();
    }
    var database = found.get();
    var provider = targets.of(database.ref().stage());
    if (provider.observe(database.identifier()).state() == Observed.State.MISSING) {
      var problem = missing(database);
      desired.failed(database, problem.message());
      return new StepResult.Failed(problem);
    }
    var result =
        DatabaseSteps.resultOf(
            provider.ensure(desired.instance(database, Optional.empty()), run::progress),
            () -> CreateDatabase.settle(desired, targets, database));
    // A database that should run is never given up: the cause may pass, such as a full disk.
    return result instanceof StepResult.Failed(var problem)
        ? new StepResult.Retry(problem, backoff(run.attempt()))
        : result;
  }

  private static Duration backoff(int attempt) {
    return FIRST_BACKOFF.multipliedBy(1L << Math.min(attempt, 5));
  }

  static Problem missing(Database database) {
    return Problem.failed(
        "database-missing",
        "The data of " + database.ref() + " (" + database.identifier() + ") are gone.",
        "Bring its files back, or remove it and add it again from a backup.");
  }
}
