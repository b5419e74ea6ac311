package dev.cairn.database;

import dev.cairn.database.plan.ResizeDatabase;
import dev.cairn.operation.Operation;
import dev.cairn.operation.StepAction;
import dev.cairn.operation.StepResult;
import dev.cairn.operation.StepRun;

/**
 * The replicas of a database are as large, and have as much room, as what it is about to be asks of
 * them: some settings must not be below its own at any moment. On the way back they follow it.
 */
record PrepareReplicas(DesiredDatabases desired, Targets targets) implements StepAction {

  @Override
  public StepResult run(StepRun run) {
    // Taken back by an undo, where this is a second attempt. Where another change has overtaken
    // it, the step that comes next says so.
    boolean isWanted = record(run.operation());
    return isWanted ? converge(run) : StepResult.done();
  }

  private boolean record(Operation operation) {
    return operation.kind().equals(ResizeDatabase.KIND)
        ? ApplySize.record(desired, operation, "")
        : desired.tune(operation, ApplyTuning.TUNING);
  }

  @Override
  public StepResult undo(StepRun run) {
    return RestartDatabase.unlessLost(() -> converge(run));
  }

  private StepResult converge(StepRun run) {
    return desired
        .find(run.operation())
        .map(
            primary ->
                DatabaseSteps.convergeAll(
                    desired, targets, desired.replicas(primary), desired::instance, run))
        .orElseGet(StepResult::done);
  }
}
