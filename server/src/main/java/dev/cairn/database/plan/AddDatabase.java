package dev.cairn.database.plan;

import dev.cairn.engine.Engine;
import dev.cairn.operation.Plan;
import dev.cairn.operation.PlannedStep;
import java.util.List;

/** A stage gets a database, and its application the variables. */
public final class AddDatabase {
  public static final String KIND = "add-database";

  private AddDatabase() {}

  public static Plan plan(Engine engine, String version) {
    var name = engine.displayName() + " " + version;
    return new Plan(
        KIND,
        List.of(
            new PlannedStep(StepNames.PREPARE_ENGINE, "Get " + name + " ready on this target"),
            new PlannedStep(StepNames.CREATE_DATABASE, "Create and start " + name),
            new PlannedStep(
                StepNames.REDEPLOY_APPLICATION, "Hand the variables to the application")));
  }
}
