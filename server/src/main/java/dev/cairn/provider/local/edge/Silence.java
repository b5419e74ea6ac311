package dev.cairn.provider.local.edge;

import java.time.Duration;

/**
 * For how long somebody who is asked again and again has answered nothing. It is too long where
 * both a time has passed and several questions stayed without an answer: neither many that failed
 * at once nor one after which the asking itself stood still says that nobody will answer. Times are
 * {@link System#nanoTime()}.
 */
final class Silence {
  private static final int LEAST_ASKED = 4;

  private final long bearable;
  private int asked;
  private long since;

  Silence(Duration bearable) {
    this.bearable = bearable.toNanos();
  }

  /** Notes a question; where this says that it is too long, it begins anew. */
  boolean isTooLong(long began, long ended, boolean answered) {
    if (answered) {
      asked = 0;
      return false;
    }
    if (asked == 0) {
      since = began;
    }
    asked++;
    if (asked < LEAST_ASKED || ended - since < bearable) {
      return false;
    }
    asked = 0;
    return true;
  }
}
