package dev.cairn.provider.local.mysql;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * When a primary was where, as far back as is remembered: tells how old what a replica shows is,
 * with nothing written for it. What lies long ago is remembered coarsely.
 *
 * @param <P> a position
 */
final class PositionHistory<P extends Comparable<P>> {
  private static final int MOST = 512;

  private final List<Seen<P>> seen = new ArrayList<>();

  private record Seen<P>(long nanos, P position) {}

  /** The primary is there now. */
  synchronized void add(P position, long nanos) {
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
      halve();
    }
  }

  private void halve() {
    for (int i = seen.size() - 2; i >= 0; i -= 2) {
      var _ = seen.remove(i);
    }
  }

  /** How long ago the primary was where a replica is now; empty where nobody remembers. */
  synchronized Optional<Duration> age(P replayed, long nanos) {
    for (int i = seen.size() - 1; i >= 0; i--) {
      if (seen.get(i).position().compareTo(replayed) <= 0) {
        return Optional.of(Duration.ofNanos(Math.max(0, nanos - seen.get(i).nanos())));
      }
    }
    return Optional.empty();
  }
}
