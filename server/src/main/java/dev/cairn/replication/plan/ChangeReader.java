package dev.cairn.replication.plan;

import dev.cairn.core.StageRef;
import dev.cairn.database.DatabaseRef;
import dev.cairn.database.plan.StepNames;
import dev.cairn.operation.Plan;
import dev.cairn.operation.PlannedStep;
import java.util.ArrayList;
import java.util.Optional;

/** The application of a stage reads somewhere else from now on. */
public final class ChangeReader {
  public static final String KIND = "change-reader";

  private ChangeReader() {}

  /**
   * The steps.
   *
   * @param reader where it is going to read; empty where it is not told any more
   * @param left what admits its stage no longer afterwards
   */
  public static Plan plan(
      StageRef stage, Optional<DatabaseRef> reader, Optional<DatabaseRef> left) {
    var steps = new ArrayList<PlannedStep>();
    steps.add(
        new PlannedStep(
            StepNames.ADMIT_READER,
            reader
                .map(it -> "Let " + stage + " read from " + it)
                .orElse("Let " + stage + " read where it writes")));
    steps.add(
        new PlannedStep(
            StepNames.HAND_OVER_READER, "Hand the reader variables to the application"));
    left.ifPresent(
        it ->
            steps.add(
                new PlannedStep(
                    StepNames.DISMISS_READER, "Let " + stage + " in at " + it + " no more")));
    return new Plan(KIND, steps);
  }
}
