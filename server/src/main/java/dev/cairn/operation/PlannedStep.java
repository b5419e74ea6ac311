package dev.cairn.operation;

/**
 * One line of a plan.
 *
 * @param name stable across releases: an open operation of an old release finds its action by it
 * @param title what the user reads while it runs, for example "Start PostgreSQL"
 * @param noReturn whether there is no way back once it is done: from then on the operation goes
 *     forward only, and what fails waits for a person. Such a step answers {@link StepResult.Wait}
 *     and {@link StepResult.Retry} while it can still be taken back, for all it knows; where its
 *     undo fails it cannot, and the operation goes forward again
 */
public record PlannedStep(String name, String title, boolean noReturn) {

  /** One that can be taken back. */
  public PlannedStep(String name, String title) {
    this(name, title, false);
  }
}
