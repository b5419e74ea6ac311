package dev.cairn.edge;

import java.util.HashMap;
import java.util.Map;

/**
 * A number of places that stages share. A stage has a part of them at most; and the last tenth is
 * for stages that have hardly any, so that the clients of a few stages never keep another one's
 * out. For any thread.
 */
final class Places {
  /** A stage that has, with the next one, at most this part of all places finds room for longer. */
  private static final int SMALL_PART = 100;

  private final int all;
  private final int ofAStage;
  private final Map<String, Integer> taken = new HashMap<>();
  private int takenByAll;

  /**
   * @param ofAStage how many of {@code all} one stage may have
   */
  Places(int all, int ofAStage) {
    this.all = all;
    this.ofAStage = ofAStage;
  }

  /** Whether there is a place for that stage; then it is taken until {@link #giveBack}. */
  synchronized boolean take(String stage) {
    if (!hasRoom(stage)) {
      return false;
    }
    takenByAll++;
    taken.merge(stage, 1, Integer::sum);
    return true;
  }

  /** Whether there is one just now. */
  synchronized boolean hasRoom(String stage) {
    int next = of(stage) + 1;
    int most = next <= all / SMALL_PART ? all : all - all / 10;
    return next <= ofAStage && takenByAll < most;
  }

  synchronized void giveBack(String stage) {
    takenByAll--;
    taken.computeIfPresent(stage, (s, n) -> n == 1 ? null : n - 1);
  }

  synchronized int of(String stage) {
    return taken.getOrDefault(stage, 0);
  }
}
