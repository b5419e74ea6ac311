package dev.cairn.database.plan;

import dev.cairn.engine.Engine;
import dev.cairn.operation.Plan;
import dev.cairn.operation.PlannedStep;
import java.util.List;

/** A stage gets a database that was there before, and its application the variables. */
public final class AttachDatabase {
  public static final String KIND = "attach-database";

  /** What is attached already is reached otherwise: another host, user or password. */
  public static final String REPLACE = "replace-attachment";

  private AttachDatabase() {}

  public static Plan plan(Engine engine) {
    return plan(KIND, engine);
  }

  public static Plan replace(Engine engine) {
    return plan(REPLACE, engine);
  }

  private static Plan plan(String kind, Engine engine) {
    return new Plan(
        kind,
        List.of(
            new PlannedStep(
                StepNames.EXAMINE_DATABASE,
                "See that the " + engine.displayName() + " can be used as it is"),
            new PlannedStep(StepNames.USE_DATABASE, "Record where it answers"),
            new PlannedStep(
                StepNames.REDEPLOY_APPLICATION, "Hand the variables to the application")));
  }
}
