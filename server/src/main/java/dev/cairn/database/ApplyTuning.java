package dev.cairn.database;

import dev.cairn.core.Problem;
import dev.cairn.engine.Tuning;
import dev.cairn.operation.StepAction;
import dev.cairn.operation.StepResult;
import dev.cairn.operation.StepRun;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The database runs as it is recorded to be beyond its type. What its engine refuses is taken back:
 * it runs as before.
 */
record ApplyTuning(DesiredDatabases desired, Targets targets) implements StepAction {
  /** Of the operation's input; with {@link #BEFORE} behind it, what was before. */
  static final String TUNING = "tuning";

  static final String BEFORE = ".before";

  @Override
  public StepResult run(StepRun run) {
    return apply(run, "", database -> new StepResult.Failed(overtaken(database)));
  }

  @Override
  public StepResult undo(StepRun run) {
    return RestartDatabase.unlessLost(
        () -> apply(run, BEFORE, database -> StepResult.done(overtaken(database).message())));
  }

  private StepResult apply(
      StepRun run, String which, Function<Database, StepResult> whenOvertaken) {
    var operation = run.operation();
    var found = desired.find(operation);
    if (found.isEmpty()) {
      return StepResult.done();
    }
    var database = found.get();
    if (!desired.tune(operation, TUNING + which)) {
      return whenOvertaken.apply(database);
    }
    // Before all else: one that something in the database needs, is refused without an
    // interruption.
    var dropped = which.isEmpty() ? dropped(run) : List.<String>of();
    return dropped.isEmpty()
        ? converge(run, database)
        : DatabaseSteps.resultOf(
            targets.of(database.ref().stage()).dropExtensions(database.identifier(), dropped),
            () -> converge(run, database));
  }

  private StepResult converge(StepRun run, Database database) {
    return DatabaseSteps.converge(
        desired, targets, database, desired.instance(database, Optional.empty()), run);
  }

  private static List<String> dropped(StepRun run) {
    var input = run.operation().input();
    var wanted = Tuning.of(input.getOrDefault(TUNING, "")).extensions();
    return Tuning.of(input.getOrDefault(TUNING + BEFORE, "")).extensions().stream()
        .filter(name -> !wanted.contains(name))
        .toList();
  }

  private static Problem overtaken(Database database) {
    return Problem.conflict(
        "settings-changed",
        database.ref() + " was changed since this was asked for.",
        "See how it is with cairn db settings " + database.ref() + ", and change it anew.");
  }
}
