package dev.cairn.bench;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for things outside this process. */
public final class Waiting {
  private static final Duration STEP = Duration.ofMillis(5);

  private Waiting() {}

  /** How long it took until it held; a time-out names what was waited for. */
  public static Duration until(Duration atMost, String what, BooleanSupplier holds) {
    var begin = System.nanoTime();
    while (!holds.getAsBoolean()) {
      if (System.nanoTime() - begin > atMost.toNanos()) {
        throw new IllegalStateException("not within " + atMost + ": " + what);
      }
      pause(STEP);
    }
    return Duration.ofNanos(System.nanoTime() - begin);
  }

  /** Lets time pass. */
  public static void pause(Duration duration) {
    try {
      Thread.sleep(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
