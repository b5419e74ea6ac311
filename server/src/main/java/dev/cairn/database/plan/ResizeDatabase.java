package dev.cairn.database.plan;

import dev.cairn.operation.Plan;
import dev.cairn.operation.PlannedStep;
import java.util.List;

/** A database gets another instance type, or more storage. */
public final class ResizeDatabase {
  public static final String KIND = "resize-database";

  private ResizeDatabase() {}

  /**
   * The steps.
   *
   * @param followed whether there are replicas
   * @param restarts whether the server starts anew, which the application must get over
   */
  public static Plan plan(boolean followed, boolean restarts) {
    return Followed.plan(
        KIND,
        followed,
        restarts
            ? List.of(
                new PlannedStep(StepNames.APPLY_SIZE, "Restart the database with the new size"),
                new PlannedStep(StepNames.CHECK_APPLICATION, "See that the application is healthy"))
            : List.of(
                new PlannedStep(
                    StepNames.APPLY_SIZE, "Apply the new size to the running database")));
  }
}
