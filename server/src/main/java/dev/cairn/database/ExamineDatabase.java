package dev.cairn.database;

import dev.cairn.core.Problem;
import dev.cairn.core.ProblemException;
import dev.cairn.database.plan.AttachDatabase;
import dev.cairn.operation.StepAction;
import dev.cairn.operation.StepResult;
import dev.cairn.operation.StepRun;
import dev.cairn.provider.ExistingDatabases;
import java.util.Map;

/** Sees that a database that somebody else runs can be used as it is. */
record ExamineDatabase(
    DesiredDatabases databases, DesiredAttachments desired, ExistingDatabases existing)
    implements StepAction {

  @Override
  public StepResult run(StepRun run) {
    var found = databases.find(run.operation());
    var pending = desired.findPending(DesiredDatabases.identifier(run.operation()));
    if (found.isEmpty() || pending.isEmpty()) {
      return UseDatabase.isDone(run, desired, found) ? StepResult.done() : forgotten(run);
    }
    var database = found.get();
    try {
      var examined =
          existing.examine(
              desired.existing(database, pending.get(), true),
              database.ref().stage(),
              run::progress);
      desired.checkReach(database.ref().stage(), examined);
      desired.examined(database.identifier(), examined);
      return new StepResult.Done(
          Map.of("version", examined.version(), "warnings", DesiredAttachments.warnings(examined)));
    } catch (ProblemException e) {
      return new StepResult.Failed(e.problem());
    }
  }

  /** What was on its way in is forgotten, and its password with it. */
  @Override
  public StepResult undo(StepRun run) {
    if (run.operation().kind().equals(AttachDatabase.REPLACE)) {
      databases.find(run.operation()).ifPresent(database -> desired.dropPending(database));
    } else {
      existing.forgetAuthorities(DesiredDatabases.identifier(run.operation()));
      databases.forget(run.operation());
    }
    return StepResult.done();
  }

  static StepResult forgotten(StepRun run) {
    return new StepResult.Failed(
        Problem.conflict(
            "attachment-forgotten",
            "What was to be attached as " + run.operation().target() + " was forgotten.",
            "Attach it again: its password is kept only while it is attached."));
  }
}
