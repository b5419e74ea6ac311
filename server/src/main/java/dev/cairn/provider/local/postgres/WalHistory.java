package dev.cairn.provider.local.postgres;

import dev.cairn.provider.local.instance.PositionHistory;
import java.time.Duration;
import java.util.Optional;

/**
 * What was seen of a primary and one replica of it: when the primary had written how much, and when
 * the replica went on for the last time. Positions are bytes since the beginning of the primary's
 * log, times those of {@link System#nanoTime}.
 */
final class WalHistory {
  private final PositionHistory<Long> primary = new PositionHistory<>();
  private Optional<Long> written = Optional.empty();
  private Optional<Long> replayed = Optional.empty();
  private long movedAt;
  private Optional<Long> sentAt = Optional.empty();

  /** The primary had written that much. */
  synchronized void written(long nanos, long position) {
    primary.add(position, nanos);
    written = Optional.of(position);
  }

  /**
   * The replica had replayed that much.
   *
   * @param streams whether its primary sends
   */
  synchronized void replayed(long nanos, long position, boolean streams) {
    if (streams || sentAt.isEmpty()) {
      sentAt = Optional.of(nanos);
    }
    boolean isAtEnd = written.filter(it -> it > position).isEmpty();
    if (isAtEnd || replayed.filter(before -> before == position).isEmpty()) {
      movedAt = nanos;
    }
    replayed = Optional.of(position);
  }

  /** Of what was seen to be written, how much is not replayed; empty where nothing was seen. */
  synchronized Optional<Long> behind() {
    return written.flatMap(end -> replayed.map(position -> Math.max(0, end - position)));
  }

  /**
   * How long ago, at most, the primary was where the replica is; empty where it was already ahead
   * of that when it was seen first.
   */
  synchronized Optional<Duration> lag(long now) {
    return replayed.flatMap(position -> primary.age(position, now));
  }

  /** For how long the replica has not gone on though there was something. */
  synchronized Duration standsFor(long now) {
    return replayed.isEmpty() ? Duration.ZERO : Duration.ofNanos(now - movedAt);
  }

  /** For how long its primary has not sent, as far as was seen. */
  synchronized Duration silentFor(long now) {
    return sentAt.map(at -> Duration.ofNanos(now - at)).orElse(Duration.ZERO);
  }
}
