package dev.cairn.database;

import dev.cairn.operation.StepAction;
import dev.cairn.operation.StepResult;
import dev.cairn.operation.StepRun;
import java.util.Optional;

/** The engine admits a new credential beside the one in force, and its replicas do. */
record NewCredential(DesiredDatabases desired, Targets targets, SecretRotation rotation)
    implements StepAction {

  @Override
  public StepResult run(StepRun run) {
    var found = desired.find(run.operation());
    found.ifPresent(rotation::begin);
    return admit(run, found);
  }

  @Override
  public StepResult undo(StepRun run) {
    var found = desired.find(run.operation());
    found.ifPresent(rotation::abandon);
    return RestartDatabase.unlessLost(() -> admit(run, found));
  }

  private StepResult admit(StepRun run, Optional<Database> found) {
    return found
        .map(
            database ->
                DatabaseSteps.convergeAll(
                    desired, targets, desired.withReplicas(database), desired::instance, run))
        .orElseGet(StepResult::done);
  }
}
