package dev.cairn.replication.plan;

import dev.cairn.database.DatabaseRef;
import dev.cairn.database.plan.StepNames;
import dev.cairn.operation.Plan;
import dev.cairn.operation.PlannedStep;
import java.util.List;

/** A replica takes the writes of a primary that answers: nothing is lost. */
public final class PlannedPromotion {
  public static final String KIND = "promote-replica";

  private PlannedPromotion() {}

  public static Plan plan(DatabaseRef replica, DatabaseRef primary) {
    return new Plan(
        KIND,
        List.of(
            new PlannedStep(
                StepNames.PROVE_REPLICATION, "See that what is written arrives at " + replica),
            new PlannedStep(StepNames.FREEZE_PRIMARY, "Have " + primary + " take no more writes"),
            new PlannedStep(
                StepNames.COMPARE_REPLICA, "See that " + replica + " has all that it has"),
            new PlannedStep(StepNames.PROMOTE_REPLICA, "Have " + replica + " take writes", true),
            new PlannedStep(StepNames.FOLLOW_PRIMARY, "Have all others follow " + replica),
            new PlannedStep(StepNames.RETURN_PRIMARY, "Have " + primary + " follow it"),
            new PlannedStep(
                StepNames.REDEPLOY_APPLICATION, "Hand the variables to the applications")));
  }
}
