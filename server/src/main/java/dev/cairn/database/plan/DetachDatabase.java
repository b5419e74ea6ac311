package dev.cairn.database.plan;

import dev.cairn.operation.Plan;
import dev.cairn.operation.PlannedStep;
import java.util.List;

/** A stage is no longer wired to a database that was there before, which stays as it is. */
public final class DetachDatabase {
  public static final String KIND = "detach-database";

  private DetachDatabase() {}

  public static Plan plan() {
    return new Plan(
        KIND,
        List.of(
            new PlannedStep(
                StepNames.WITHDRAW_VARIABLES, "Take the variables from the application"),
            new PlannedStep(
                StepNames.FORGET_DATABASE, "Forget where it is; the database itself stays")));
  }
}
