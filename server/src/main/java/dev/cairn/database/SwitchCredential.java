package dev.cairn.database;

import dev.cairn.operation.StepAction;
import dev.cairn.operation.StepResult;
import dev.cairn.operation.StepRun;

/**
 * Whoever asks for the credential from now on gets the new one.
 *
 * @param handBack gives applications what is in force, after that went back
 */
record SwitchCredential(DesiredDatabases desired, SecretRotation rotation, StepAction handBack)
    implements StepAction {

  @Override
  public StepResult run(StepRun run) {
    desired.find(run.operation()).ifPresent(rotation::advance);
    return StepResult.done();
  }

  /** An application that has the new one already is deployed again, before that is revoked. */
  @Override
  public StepResult undo(StepRun run) {
    desired.find(run.operation()).ifPresent(rotation::goBack);
    return handBack.run(run);
  }
}
