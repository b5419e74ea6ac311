package dev.cairn.database.plan;

import dev.cairn.operation.Plan;
import dev.cairn.operation.PlannedStep;
import java.util.List;

/** A database gets other settings, extensions, or the right to make databases. */
public final class TuneDatabase {
  public static final String KIND = "tune-database";

  private TuneDatabase() {}

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
                new PlannedStep(StepNames.APPLY_TUNING, "Restart the database with the change"),
                new PlannedStep(StepNames.CHECK_APPLICATION, "See that the application is healthy"))
            : List.of(new PlannedStep(StepNames.APPLY_TUNING, "Change the running database")));
  }
}
