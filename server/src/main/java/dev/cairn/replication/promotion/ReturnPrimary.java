package dev.cairn.replication.promotion;

import dev.cairn.database.Database;
import dev.cairn.database.Targets;
import dev.cairn.operation.StepAction;
import dev.cairn.operation.StepResult;
import dev.cairn.operation.StepRun;
import dev.cairn.provider.ReplicaStatus;
import dev.cairn.replication.plan.PlannedPromotion;

/**
 * The former primary follows the new one with the data that it has, or is kept to be looked at
 * where it has what that never had. One that does not come back is told of: the promotion is done
 * without it.
 */
record ReturnPrimary(Succession succession, Targets targets) implements StepAction {

  @Override
  public StepResult run(StepRun run) {
    return succession
        .desired()
        .findPrimary(run.operation())
        .filter(Database::isReplica)
        .map(former -> receive(former, run))
        .orElseGet(StepResult::done);
  }

  private StepResult receive(Database former, StepRun run) {
    boolean isWaitedFor = run.operation().kind().equals(PlannedPromotion.KIND);
    var result =
        FollowPrimary.follow(
            succession,
            targets,
            former,
            run,
            isWaitedFor ? FollowPrimary.SOON : FollowPrimary.LONG);
    return switch (result) {
      case StepResult.Done done ->
          done.output().containsKey(StepResult.Done.NOTE) ? done : told(former);
      case StepResult.Failed(var problem) -> StepResult.done(problem.message());
      case StepResult.Parked(var problem) -> StepResult.done(problem.message());
      case StepResult.Wait _, StepResult.Retry _ -> result;
    };
  }

  private StepResult told(Database former) {
    var status = targets.of(former.ref().stage()).replicaStatus(former.identifier());
    if (status.filter(it -> it.state() == ReplicaStatus.State.DIVERGED).isPresent()) {
      return StepResult.done(former.ref() + ": " + status.get().reason());
    }
    if (status.isPresent()) {
      succession.desired().rejoined(former);
    }
    return StepResult.done();
  }
}
