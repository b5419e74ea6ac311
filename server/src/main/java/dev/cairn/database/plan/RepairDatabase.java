package dev.cairn.database.plan;

import dev.cairn.operation.Plan;
import dev.cairn.operation.PlannedStep;
import java.util.List;

/** A database that died is brought back, and its application looked after. */
public final class RepairDatabase {
  public static final String KIND = "repair-database";

  private RepairDatabase() {}

  /** It runs, but where containers of its stage do not reach it. */
  public static Plan connect() {
    return new Plan(
        KIND,
        List.of(
            new PlannedStep(
                StepNames.RESTART_DATABASE, "Restart the database on the network of its stage"),
            new PlannedStep(StepNames.CHECK_APPLICATION, "See that the application is healthy")));
  }

  public static Plan plan() {
    return new Plan(
        KIND,
        List.of(
            new PlannedStep(StepNames.RESTART_DATABASE, "Start the database again"),
            new PlannedStep(StepNames.CHECK_APPLICATION, "See that the application is healthy")));
  }
}
