package dev.cairn.provider.local.instance;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * When a primary was where, as far back as is remembered: tells how old what a replica shows is,
 * with nothing written for it. In memory and bounded: what lies long ago is remembered coarsely.
 * Times are those of {@link System#nanoTime}.
 *
 * @param <P> a position
 */
public final class PositionHistory<P extends Comparable<P>> {
  /** Enough for years that were looked at every second. */
  static final int MOST = 1024;

  /** What is told is too old by at most this part of itself, or by the time between two looks. */
  private static final int PARTS = 32;

  private List<Seen<P>> seen = new ArrayList<>();

  private record Seen<P>(long nanos, P position) {}

  /** The primary is there now. */
  public synchronized void add(P position, long nanos) {
    if (!seen.isEmpty()) {
      int order = seen.getLast().position().compareTo(position);
      if (order > 0) {
        // Of another history.
        seen.clear();
      } else if (order == 0) {
        seen.removeLast();
      }
    }
    seen.add(new Seen<>(nanos, position));
    if (seen.size() > MOST) {
      thinOut(nanos);
    }
  }

  /** Leaves out what lies between two that are close to each other, for their age. */
  private void thinOut(long now) {
    var kept = new ArrayList<Seen<P>>();
    kept.add(seen.getFirst());
    for (int i = 1; i < seen.size() - 1; i++) {
      long gap = seen.get(i + 1).nanos() - kept.getLast().nanos();
      if (gap > (now - seen.get(i + 1).nanos()) / PARTS) {
        kept.add(seen.get(i));
      }
    }
    kept.add(seen.getLast());
    if (kept.size() > MOST) {
      kept.removeFirst();
    }
    seen = kept;
  }

  /** How long ago, at most, the primary was where a replica is; empty where nobody remembers. */
  public synchronized Optional<Duration> age(P replayed, long nanos) {
    for (int i = seen.size() - 1; i >= 0; i--) {
      if (seen.get(i).position().compareTo(replayed) <= 0) {
        return Optional.of(Duration.ofNanos(Math.max(0, nanos - seen.get(i).nanos())));
      }
    }
    return Optional.empty();
  }

  /** How many moments are remembered. */
  synchronized int size() {
    return seen.size();
  }
}
