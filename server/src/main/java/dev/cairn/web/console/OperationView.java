package dev.cairn.web.console;

import java.util.List;
import java.util.Optional;

/**
 * An operation with its steps.
 *
 * @param elapsed how long it took, or takes
 * @param since counts on from here while it runs; empty once it ended
 * @param next where to go afterwards
 */
record OperationView(
    String id,
    String href,
    String title,
    Link target,
    String actor,
    Badge status,
    When created,
    String elapsed,
    String since,
    List<Step> steps,
    Optional<ProblemView> problem,
    Optional<Link> next,
    boolean finished,
    boolean mayCancel,
    boolean mayRetry,
    boolean cancelRequested) {

  /** A step. */
  record Step(String title, State state, String say, String time, String since) {}

  /** How a step is drawn. */
  enum State {
    PENDING("Pending", "step-pending"),
    RUNNING("Running", "step-running"),
    WAITING("Waiting", "step-waiting"),
    RETRYING("Trying again", "step-retrying"),
    DONE("Done", "step-done"),
    FAILED("Failed", "step-failed"),
    UNDONE("Taken back", "step-undone");

    private final String text;
    private final String css;

    State(String text, String css) {
      this.text = text;
      this.css = css;
    }

    String text() {
      return text;
    }

    String css() {
      return css;
    }

    boolean isSpinning() {
      return this == RUNNING || this == RETRYING;
    }
  }

  long done() {
    return steps.stream().filter(step -> step.state() == State.DONE).count();
  }
}
