package dev.cairn.replication.promotion;

import dev.cairn.activity.Activity;
import dev.cairn.database.Targets;
import dev.cairn.database.plan.StepNames;
import dev.cairn.db.StateDatabase;
import dev.cairn.operation.Operations;
import dev.cairn.operation.StepAction;
import dev.cairn.replication.DesiredReplicas;
import dev.cairn.secret.Secrets;
import java.util.Map;

/** The actions of the steps of a promotion, by name. */
public final class PromotionSteps {
  private final Targets targets;
  private final Succession succession;
  private final Operations operations;

  public PromotionSteps(
      StateDatabase state,
      Secrets secrets,
      Activity activity,
      Targets targets,
      Operations operations) {
    this.targets = targets;
    this.succession = new Succession(state, secrets, new DesiredReplicas(state, secrets, activity));
    this.operations = operations;
  }

  public Map<String, StepAction> actions() {
    return Map.of(
        StepNames.PROVE_REPLICATION, new ProveReplication(succession, targets),
        StepNames.FREEZE_PRIMARY, new FreezePrimary(succession, targets),
        StepNames.FENCE_PRIMARY, new FencePrimary(succession, targets, operations),
        StepNames.COMPARE_REPLICA, new CompareReplica(succession, targets),
        StepNames.PROMOTE_REPLICA, new PromoteReplica(succession, targets),
        StepNames.FOLLOW_PRIMARY, new FollowPrimary(succession, targets),
        StepNames.RETURN_PRIMARY, new ReturnPrimary(succession, targets));
  }
}
