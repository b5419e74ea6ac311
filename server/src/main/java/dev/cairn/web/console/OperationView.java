package dev.cairn.web.console;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * An operation with its steps.
 *
 * @param elapsed how long it took, or takes
 * @param since counts on from here while it runs; empty once it ended
 * @param next where to go afterwards
 * @param cancelRequested whether it is about to turn round
 * @param stuckUndoing whether a person must look, for something cannot be taken back
 * @param mayGiveUp whether it is being undone, which a person may end
 * @param pastReturn whether it only goes forward by now
 * @param cancelledTooLate whether it was cancelled, and went on as there was no way back by then
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
    boolean cancelRequested,
    boolean stuckUndoing,
    boolean mayGiveUp,
    boolean pastReturn,
    boolean cancelledTooLate) {

  /**
   * A step.
   *
   * @param lastReturn whether there is no way back once it is done
   */
  record Step(
      String title, State state, String say, String time, String since, boolean lastReturn) {
    private static final Pattern PART = Pattern.compile("(\\d+) of (\\d+) [KMG]i?B");

    /** How much of a whole is there, where it says so while it runs: of a hundred. */
    OptionalInt percent() {
      var part = PART.matcher(say);
      if (!state.isSpinning() || !part.find()) {
        return OptionalInt.empty();
      }
      long whole = Math.max(1, Long.parseLong(part.group(2)));
      return OptionalInt.of((int) Math.min(100, Long.parseLong(part.group(1)) * 100 / whole));
    }
  }

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
