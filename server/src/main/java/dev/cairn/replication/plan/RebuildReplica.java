package dev.cairn.replication.plan;

import dev.cairn.database.DatabaseRef;
import dev.cairn.database.plan.StepNames;
import dev.cairn.operation.Plan;
import dev.cairn.operation.PlannedStep;
import java.util.List;

/** A replica that cannot follow any more gets a new copy of its primary's data. */
public final class RebuildReplica {
  public static final String KIND = "rebuild-replica";

  private RebuildReplica() {}

  public static Plan plan(DatabaseRef primary) {
    return new Plan(
        KIND,
        List.of(
            new PlannedStep(StepNames.ADMIT_REPLICA, "Let " + primary + " be followed"),
            new PlannedStep(StepNames.REBUILD_REPLICA, "Copy the data of " + primary + " anew"),
            new PlannedStep(StepNames.CATCH_UP, "Replay what was written meanwhile"),
            new PlannedStep(StepNames.CHECK_APPLICATION, "See that the application is healthy")));
  }
}
