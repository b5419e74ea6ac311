package dev.cairn.replication;

import dev.cairn.database.Targets;
import dev.cairn.operation.StepAction;
import dev.cairn.operation.StepResult;
import dev.cairn.operation.StepRun;

/** The primary keeps nothing for the replica any more, of which neither row nor secret is left. */
record ReleaseReplica(DesiredReplicas desired, Targets targets) implements StepAction {

  @Override
  public StepResult run(StepRun run) {
    return DeleteReplica.orAgain(release(desired, targets, run));
  }

  /** It is forgotten last: until then its primary cannot be removed, nor its name be taken. */
  static StepResult release(DesiredReplicas desired, Targets targets, StepRun run) {
    desired.leave(run.operation(), true);
    var result = ReplicaSteps.convergePrimary(desired, targets, run);
    if (result instanceof StepResult.Done) {
      desired.databases().forget(run.operation());
      return StepResult.done();
    }
    return result;
  }

  /** What was forgotten stays so; else its primary admits it again. */
  @Override
  public StepResult undo(StepRun run) {
    desired.leave(run.operation(), false);
    return desired.databases().find(run.operation()).isEmpty()
        ? StepResult.done()
        : ReplicaSteps.convergePrimary(desired, targets, run);
  }
}
