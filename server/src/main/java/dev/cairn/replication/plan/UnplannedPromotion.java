package dev.cairn.replication.plan;

import dev.cairn.database.DatabaseRef;
import dev.cairn.database.plan.StepNames;
import dev.cairn.operation.Plan;
import dev.cairn.operation.PlannedStep;
import java.util.List;

/**
 * A replica takes the place of a primary that is gone, or does not answer. A plan of its own: what
 * it cannot ask the primary it must not wait for.
 */
public final class UnplannedPromotion {
  public static final String KIND = "replace-primary";

  private UnplannedPromotion() {}

  public static Plan plan(DatabaseRef replica, DatabaseRef primary) {
    return new Plan(
        KIND,
        List.of(
            new PlannedStep(
                StepNames.FENCE_PRIMARY, "See that " + primary + " takes no writes any more"),
            new PlannedStep(StepNames.PROMOTE_REPLICA, "Have " + replica + " take writes", true),
            new PlannedStep(StepNames.FOLLOW_PRIMARY, "Have all others follow " + replica),
            new PlannedStep(
                StepNames.REDEPLOY_APPLICATION, "Hand the variables to the applications"),
            new PlannedStep(
                StepNames.RETURN_PRIMARY,
                "Have " + primary + " follow it, or keep it to be looked at"),
            new PlannedStep(StepNames.CHECK_APPLICATION, "See that the application is healthy")));
  }
}
