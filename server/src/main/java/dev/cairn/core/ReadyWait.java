package dev.cairn.core;

import java.time.Duration;
import java.util.Optional;

/**
 * Waits for something that this machine will do in a moment: looks, pauses, looks again, up to a
 * deadline. The only place that sleeps.
 *
 * @param deadline how long to go on in all
 * @param interval the pause between two looks
 */
public record ReadyWait(Duration deadline, Duration interval) {

  /** Looks once. What it throws counts as "not yet" and is kept as the last cause. */
  @FunctionalInterface
  public interface Look<T> {
    Optional<T> look() throws Exception;
  }

  /** A yes-or-no look. */
  @FunctionalInterface
  public interface Condition {
    boolean holds() throws Exception;
  }

  /** Looks every few milliseconds: for what takes milliseconds. */
  public static ReadyWait upTo(Duration deadline) {
    return new ReadyWait(deadline, Duration.ofMillis(3));
  }

  public ReadyWait every(Duration pause) {
    return new ReadyWait(deadline, pause);
  }

  /**
   * Waits until {@code look} finds something. A {@link ProblemException} of the look ends the wait
   * at once; any other exception is "not yet".
   *
   * @param what completes the sentence "Waited 10 s for …"
   * @throws ProblemException {@code timed-out}, with the last cause
   */
  public <T> T forResult(String what, Look<T> look) {
    long end = System.nanoTime() + deadline.toNanos();
    Optional<Exception> last = Optional.empty();
    while (true) {
      try {
        var found = look.look();
        if (found.isPresent()) {
          return found.get();
        }
      } catch (ProblemException settled) {
        throw settled;
      } catch (InterruptedException stop) {
        throw interrupted(what, stop);
      } catch (Exception notYet) {
        last = Optional.of(notYet);
      }
      if (System.nanoTime() >= end) {
        throw timedOut(what, last);
      }
      pause(what);
    }
  }

  /** Waits until the condition holds; else as {@link #forResult}. */
  public void until(String what, Condition condition) {
    forResult(what, () -> condition.holds() ? Optional.of(true) : Optional.empty());
  }

  /** Whether the condition came to hold before the deadline. */
  public boolean holdsInTime(Condition condition) {
    try {
      until("a condition", condition);
      return true;
    } catch (ProblemException e) {
      if (e.problem().code().equals("timed-out")) {
        return false;
      }
      throw e;
    }
  }

  private void pause(String what) {
    try {
      Thread.sleep(interval);
    } catch (InterruptedException stop) {
      throw interrupted(what, stop);
    }
  }

  private ProblemException timedOut(String what, Optional<Exception> last) {
    var reason = last.map(cause -> ": " + cause.getMessage()).orElse("");
    var problem =
        Problem.failed(
            "timed-out",
            Sentence.ended("Waited " + seconds() + " s for " + what + reason),
            "Try again; if it stays so, read the log of what was waited for.");
    return last.map(problem::toException).orElseGet(problem::toException);
  }

  private static ProblemException interrupted(String what, InterruptedException stop) {
    Thread.currentThread().interrupt();
    return Problem.unavailable(
            "interrupted", "Cairn is stopping and waits no longer for " + what + ".", "Try again.")
        .toException(stop);
  }

  private String seconds() {
    return deadline.toMillis() % 1000 == 0
        ? String.valueOf(deadline.toSeconds())
        : String.valueOf(deadline.toMillis() / 1000.0);
  }
}
