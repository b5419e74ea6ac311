package dev.cairn.replication.plan;

import dev.cairn.database.DatabaseRef;
import dev.cairn.database.plan.StepNames;
import dev.cairn.operation.Plan;
import dev.cairn.operation.PlannedStep;
import java.util.List;

/** A stage gets a replica of another stage's database, and its application the variables. */
public final class AddReplica {
  public static final String KIND = "add-replica";

  private AddReplica() {}

  /**
   * The steps.
   *
   * @param restarts whether the primary starts anew once before it can be followed
   */
  public static Plan plan(DatabaseRef primary, String version, boolean restarts) {
    var name = primary.engine().displayName() + " " + version;
    return new Plan(
        KIND,
        List.of(
            new PlannedStep(StepNames.PREPARE_REPLICA, "Get " + name + " ready on this target"),
            new PlannedStep(
                StepNames.ADMIT_REPLICA,
                restarts
                    ? "Restart " + primary + " once, and let it be followed"
                    : "Let " + primary + " be followed"),
            new PlannedStep(StepNames.COPY_PRIMARY, "Copy the data of " + primary),
            new PlannedStep(StepNames.CATCH_UP, "Replay what was written meanwhile"),
            new PlannedStep(
                StepNames.REDEPLOY_APPLICATION, "Hand the variables to the application")));
  }
}
