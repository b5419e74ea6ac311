package dev.cairn.database.plan;

import dev.cairn.operation.Plan;
import dev.cairn.operation.PlannedStep;
import java.util.List;

/** A stage loses a replica. Its data are its primary's, so that no backup is made of them. */
public final class RemoveReplica {
  public static final String KIND = "remove-replica";

  private RemoveReplica() {}

  public static Plan plan() {
    return new Plan(
        KIND,
        List.of(
            new PlannedStep(
                StepNames.WITHDRAW_VARIABLES, "Take the variables from the application"),
            new PlannedStep(StepNames.DELETE_REPLICA, "Stop and delete the replica"),
            new PlannedStep(
                StepNames.RELEASE_REPLICA, "Let its primary keep nothing for it any more")));
  }
}
