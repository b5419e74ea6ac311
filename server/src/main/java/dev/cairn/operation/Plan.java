package dev.cairn.operation;

import java.util.List;

/** A pure list of steps, in order. The plans together are the table of contents of the product. */
public record Plan(String kind, List<PlannedStep> steps) {
  public Plan {
    steps = List.copyOf(steps);
  }
}
