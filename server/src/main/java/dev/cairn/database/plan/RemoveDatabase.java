package dev.cairn.database.plan;

import dev.cairn.operation.Plan;
import dev.cairn.operation.PlannedStep;
import java.util.List;

/** A stage loses a database; its data stay in a final backup, unless the user wants none. */
public final class RemoveDatabase {
  public static final String KIND = "remove-database";

  private RemoveDatabase() {}

  public static Plan plan(boolean finalBackup) {
    var withdraw =
        new PlannedStep(StepNames.WITHDRAW_VARIABLES, "Take the variables from the application");
    var delete = new PlannedStep(StepNames.DELETE_DATABASE, "Stop and delete the database");
    return new Plan(
        KIND,
        finalBackup
            ? List.of(
                withdraw,
                new PlannedStep(StepNames.FINAL_BACKUP, "Keep all data in a final backup"),
                delete)
            : List.of(withdraw, delete));
  }
}
