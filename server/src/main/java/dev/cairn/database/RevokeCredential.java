package dev.cairn.database;

import dev.cairn.operation.Operation;
import dev.cairn.operation.Operations;
import dev.cairn.operation.StepAction;
import dev.cairn.operation.StepResult;
import dev.cairn.operation.StepRun;
import java.time.Duration;
import java.util.Optional;

/**
 * The engine admits the current credential alone. Not while an application runs on the old one:
 * then that stays in force, which is said, and {@link DriftCheck} comes back to it.
 */
record RevokeCredential(
    DesiredDatabases desired, Targets targets, SecretRotation rotation, Operations operations)
    implements StepAction {
  private static final Duration BACKOFF = Duration.ofSeconds(2);

  @Override
  public StepResult run(StepRun run) {
    var found = desired.find(run.operation());
    var old = found.flatMap(rotation::findOld);
    if (found.isEmpty() || old.isEmpty()) {
      return StepResult.done();
    }
    var database = found.get();
    if (!old.get().applications().isEmpty()) {
      return moving(old.get())
          .<StepResult>map(
              deploy ->
                  StepResult.waitSince(
                      deploy.createdAt(), "Waiting for \"" + deploy.title() + "\"."))
          .orElseGet(() -> StepResult.done(old.get().sentence()));
    }
    // The new credential is in force and used: nothing is gained by going back. Where the data are
    // gone, the old one is revoked once they are there again.
    var result = RestartDatabase.unlessLost(() -> revoke(run, database));
    return result instanceof StepResult.Failed(var problem)
        ? new StepResult.Retry(problem, BACKOFF)
        : result;
  }

  private StepResult revoke(StepRun run, Database database) {
    var result =
        DatabaseSteps.convergeAll(
            desired, targets, desired.withReplicas(database), desired::instanceWithoutOld, run);
    if (result instanceof StepResult.Done) {
      // Last: until then the old one is admitted again by whatever else happens to the database.
      rotation.forgetOld(database);
      return StepResult.done();
    }
    return result;
  }

  /** A deploy on its way may be the one that lets go of the old credential. */
  private Optional<Operation> moving(OldCredential old) {
    return old.applications().stream()
        .flatMap(stage -> operations.findOpen(stage.toString()).stream())
        .filter(operation -> operation.status() != Operation.Status.NEEDS_ATTENTION)
        .findFirst();
  }
}
