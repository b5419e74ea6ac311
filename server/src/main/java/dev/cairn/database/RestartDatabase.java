package dev.cairn.database;

import dev.cairn.core.Problem;
import dev.cairn.core.ProblemException;
import dev.cairn.operation.StepAction;
import dev.cairn.operation.StepResult;
import dev.cairn.operation.StepRun;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** A database that died answers again. */
record RestartDatabase(DesiredDatabases desired, Targets targets) implements StepAction {
  private static final String MISSING = "database-missing";
  private static final Set<String> LOST = Set.of(MISSING, "data-missing", "record-damaged");
  private static final Duration FIRST_BACKOFF = Duration.ofSeconds(1);

  @Override
  public StepResult run(StepRun run) {
    var found = desired.find(run.operation());
    if (found.isEmpty()) {
      return StepResult.done();
    }
    var database = found.get();
    var result =
        DatabaseSteps.converge(
            desired, targets, database, desired.instance(database, Optional.empty()), run);
    // A database that should run is never given up: the cause may pass, such as a full disk.
    return result instanceof StepResult.Failed(var problem) && !isMissing(problem)
        ? new StepResult.Retry(problem, backoff(run.attempt()))
        : result;
  }

  private static Duration backoff(int attempt) {
    return FIRST_BACKOFF.multipliedBy(1L << Math.min(attempt, 5));
  }

  private static boolean isMissing(Problem problem) {
    return problem.code().equals(MISSING);
  }

  /** Whether a person must bring files back before anything can be done with the database. */
  static boolean isLost(Problem problem) {
    return LOST.contains(problem.code());
  }

  /** Nothing is left to take back in a database that is lost; what is told of it stays. */
  static StepResult unlessLost(Supplier<StepResult> undo) {
    StepResult result;
    try {
      result = undo.get();
    } catch (ProblemException e) {
      if (!isLost(e.problem())) {
        throw e;
      }
      return StepResult.done(e.problem().message());
    }
    return result instanceof StepResult.Failed(var problem) && isLost(problem)
        ? StepResult.done(problem.message())
        : result;
  }

  static Problem missing(Database database) {
    return Problem.conflict(
        MISSING,
        "The data of " + database.ref() + " (" + database.identifier() + ") are gone.",
        database.isReplica()
            ? "Bring its files back, or have it copied anew: cairn db rebuild "
                + database.ref()
                + "."
            : "Bring its files back, or remove it without a final backup and add it again from"
                + " another.");
  }
}
