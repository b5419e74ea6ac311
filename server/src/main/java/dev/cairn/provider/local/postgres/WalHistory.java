package dev.cairn.provider.local.postgres;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What was seen of a primary and one replica of it: when the primary had written how much, and when
 * the replica went on for the last time. In memory, and bounded. Positions are bytes since the
 * beginning of the primary's log.
 */
final class WalHistory {
  static final int MOST = 512;

  /** What is told is as exact as this part of the whole time. */
  private static final int PARTS = 64;

  private record Seen(Instant at, long written) {}

  /** By time, and so by position. */
  private List<Seen> primary = new ArrayList<>();

  private Optional<Long> replayed = Optional.empty();
  private Instant movedAt = Instant.MIN;
  private Optional<Instant> sentAt = Optional.empty();

  /** The primary had written that much. */
  synchronized void written(Instant at, long position) {
    if (isNear(at) || isSame(position)) {
      primary.removeLast();
    }
    primary.add(new Seen(at, position));
    if (primary.size() > MOST) {
      thinOut();
    }
  }

  private boolean isSame(long position) {
    return !primary.isEmpty() && primary.getLast().written() >= position;
  }

  /** The last one adds little: less than a part of the whole time. */
  private boolean isNear(Instant at) {
    if (primary.size() < 2) {
      return false;
    }
    var last = primary.getLast().at();
    var before = primary.get(primary.size() - 2).at();
    return Duration.between(before, last)
            .compareTo(Duration.between(primary.getFirst().at(), at).dividedBy(PARTS))
        < 0;
  }

  private void thinOut() {
    primary =
        new ArrayList<>(
            IntStream.range(0, primary.size())
                .filter(index -> index % 2 == 0)
                .mapToObj(primary::get)
                .toList());
  }

  /**
   * The replica had replayed that much; nothing older is asked for again.
   *
   * @param streams whether its primary sends
   */
  synchronized void replayed(Instant at, long position, boolean streams) {
    if (streams || sentAt.isEmpty()) {
      sentAt = Optional.of(at);
    }
    boolean isAtEnd = primary.isEmpty() || primary.getLast().written() <= position;
    if (isAtEnd || replayed.filter(before -> before == position).isEmpty()) {
      movedAt = at;
    }
    replayed = Optional.of(position);
    while (primary.size() > 1 && primary.get(1).written() <= position) {
      primary.removeFirst();
    }
  }

  /** Of what was seen to be written, how much is not replayed; empty where nothing was seen. */
  synchronized Optional<Long> behind() {
    return primary.isEmpty() || replayed.isEmpty()
        ? Optional.empty()
        : Optional.of(Math.max(0, primary.getLast().written() - replayed.get()));
  }

  /**
   * How long ago, at most, the primary was where the replica is; empty where it was already ahead
   * of that when it was seen first.
   */
  synchronized Optional<Duration> lag(Instant now) {
    return replayed
        .filter(position -> !primary.isEmpty() && primary.getFirst().written() <= position)
        .map(position -> Duration.between(primary.getFirst().at(), now));
  }

  /** For how long the replica has not gone on though there was something. */
  synchronized Duration standsFor(Instant now) {
    return replayed.isEmpty() ? Duration.ZERO : Duration.between(movedAt, now);
  }

  /** For how long its primary has not sent, as far as was seen. */
  synchronized Duration silentFor(Instant now) {
    return sentAt.map(at -> Duration.between(at, now)).orElse(Duration.ZERO);
  }
}
