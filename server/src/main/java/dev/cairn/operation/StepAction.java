package dev.cairn.operation;

/**
 * Does one step. Looks first, then does the least; may be killed at any instruction and is run
 * again from its beginning, so running it twice gives one result. May block: it runs on a virtual
 * thread of its own.
 */
@FunctionalInterface
public interface StepAction {
  StepResult run(StepRun run);

  /**
   * Takes back what {@link #run} made, after a later step failed or the user cancelled. Safe to run
   * twice, and where the step never ran.
   */
  default StepResult undo(StepRun run) {
    return StepResult.done();
  }
}
