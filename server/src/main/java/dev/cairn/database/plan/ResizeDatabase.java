package dev.cairn.database.plan;

import dev.cairn.operation.Plan;
import dev.cairn.operation.PlannedStep;
import java.util.List;

/** A database gets another instance type, or more storage. */
public final class ResizeDatabase {
  public static final String KIND = "resize-database";

  private ResizeDatabase() {}

  public static Plan plan() {
    return new Plan(
        KIND,
        List.of(
            new PlannedStep(StepNames.APPLY_SIZE, "Apply the new size"),
            new PlannedStep(StepNames.CHECK_APPLICATION, "See that the application is healthy")));
  }
}
