package dev.cairn.database.plan;

import dev.cairn.operation.Plan;
import dev.cairn.operation.PlannedStep;
import java.util.List;
import java.util.stream.Stream;

/** What is done to a primary's settings, its replicas must be ready for before. */
final class Followed {
  private static final PlannedStep PREPARE =
      new PlannedStep(StepNames.PREPARE_REPLICAS, "Have its replicas ready for the change");

  private Followed() {}

  static Plan plan(String kind, boolean followed, List<PlannedStep> steps) {
    return new Plan(
        kind, followed ? Stream.concat(Stream.of(PREPARE), steps.stream()).toList() : steps);
  }
}
