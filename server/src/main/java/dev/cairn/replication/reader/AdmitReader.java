package dev.cairn.replication.reader;

import dev.cairn.core.Problem;
import dev.cairn.database.Database;
import dev.cairn.database.DatabaseRef;
import dev.cairn.database.DatabaseSteps;
import dev.cairn.operation.StepAction;
import dev.cairn.operation.StepResult;
import dev.cairn.operation.StepRun;
import java.util.Optional;

/**
 * It is recorded where an application reads, and that admits it. All of it is taken back here: what
 * was read before admits the application again before that is told, and the other one no longer.
 *
 * @param handBack gives the application what is in force
 */
record AdmitReader(DesiredReaders desired, StepAction handBack) implements StepAction {

  @Override
  public StepResult run(StepRun run) {
    var operation = run.operation();
    var found = desired.find(operation);
    if (found.isEmpty()) {
      return StepResult.done();
    }
    var database = found.get();
    var named = DesiredReaders.wanted(operation).map(DatabaseRef::toString);
    var chosen =
        desired
            .chosen(operation)
            .filter(it -> it.status() != Database.Status.REMOVING)
            .filter(it -> desired.isOfFamily(database, it));
    if (named.isPresent() && chosen.isEmpty()) {
      return new StepResult.Failed(DesiredReaders.notThere(database.ref().stage(), named.get()));
    }
    if (!desired.choose(operation)) {
      return new StepResult.Failed(overtaken(database));
    }
    return chosen
        .filter(it -> DesiredReaders.isOpenedFor(database, it))
        .map(it -> admit(it, run))
        .orElseGet(StepResult::done);
  }

  private StepResult admit(Database reader, StepRun run) {
    return reader.status().isAnswering()
        ? desired.converge(reader, run)
        : StepResult.waitSince(
            run.operation().createdAt(), reader.ref() + " does not answer just now.");
  }

  private static Problem overtaken(Database database) {
    return Problem.conflict(
        "reader-changed",
        "Where the application of "
            + database.ref().stage()
            + " reads was changed since this was asked for.",
        "See what holds now with cairn db show " + database.ref() + ".");
  }

  @Override
  public StepResult undo(StepRun run) {
    var operation = run.operation();
    var database = desired.find(operation);
    if (database.isEmpty()) {
      return StepResult.done();
    }
    desired.choosePrevious(operation);
    var again = converge(database.get(), desired.before(operation), run);
    if (!(again instanceof StepResult.Done)) {
      return again;
    }
    var told = handBack.run(run);
    return told instanceof StepResult.Done
        ? converge(database.get(), desired.chosen(operation), run)
        : told;
  }

  private StepResult converge(Database database, Optional<Database> reader, StepRun run) {
    return reader
        .filter(it -> DesiredReaders.isOpenedFor(database, it))
        .map(it -> DatabaseSteps.unlessLost(() -> desired.converge(it, run)))
        .orElseGet(StepResult::done);
  }
}
