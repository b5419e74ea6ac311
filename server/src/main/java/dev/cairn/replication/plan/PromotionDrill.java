package dev.cairn.replication.plan;

import dev.cairn.database.DatabaseRef;
import dev.cairn.database.plan.DrillKinds;
import dev.cairn.operation.Plan;
import dev.cairn.operation.PlannedStep;
import java.util.List;

/** A throw-away replica is promoted apart from everything, tried, and removed. */
public final class PromotionDrill {
  public static final String KIND = DrillKinds.PROMOTION;

  public static final String ADMIT = "admit-drill";
  public static final String COPY = "copy-drill";
  public static final String CATCH_UP = "catch-up-drill";
  public static final String FORK = "fork-drill";
  public static final String CHECK = "check-drill";
  public static final String REMOVE = "remove-drill";

  private PromotionDrill() {}

  /**
   * The steps.
   *
   * @param isApplied whether the stage has an application that is tried
   */
  public static Plan plan(DatabaseRef primary, boolean isApplied) {
    return new Plan(
        KIND,
        List.of(
            new PlannedStep(ADMIT, "Let a throw-away replica follow " + primary),
            new PlannedStep(COPY, "Copy the data of " + primary),
            new PlannedStep(CATCH_UP, "Replay what was written meanwhile"),
            new PlannedStep(FORK, "Have it take writes, apart from " + primary),
            new PlannedStep(
                CHECK,
                isApplied
                    ? "Check a second instance of the application against it"
                    : "Ask it, as there is no application"),
            new PlannedStep(REMOVE, "Remove it, and keep the result")));
  }
}
