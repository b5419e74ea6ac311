package dev.cairn.bench;

import dev.cairn.bench.Probe.Accepted;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What one promotion came to.
 *
 * @param planned as Cairn said beforehand
 * @param said at most so many bytes would be lost; empty where nobody could know
 * @param lost acknowledged commits that are gone
 * @param former when the former primary took writes, of all who tried
 * @param next when the new one did
 * @param asked when the promotion was asked for, by {@link System#nanoTime}
 */
record PromotionRound(
    boolean planned,
    Optional<Long> said,
    int lost,
    List<Accepted> former,
    List<Accepted> next,
    long asked) {

  /** Less than any commit of one row takes in an engine's log. */
  private static final long LEAST_BYTES = 64;

  /** Whether the former primary took a write that began after the new one had taken one. */
  boolean bothAccepted() {
    long first = next.stream().mapToLong(Accepted::ended).min().orElse(Long.MAX_VALUE);
    return former.stream().anyMatch(write -> write.begun() > first);
  }

  /** Whether more was lost than was said. */
  boolean lostTooMuch() {
    return planned ? lost > 0 : said.filter(bytes -> lost * LEAST_BYTES > bytes).isPresent();
  }

  /** From the request to the first write at the new primary. */
  Duration untilWritten() {
    long first =
        next.stream()
            .mapToLong(Accepted::ended)
            .min()
            .orElseThrow(() -> new IllegalStateException("the new primary took no write"));
    return Duration.ofNanos(first - asked);
  }

  /** From the last write at the former primary to the first at the new one. */
  Duration refused() {
    long last = former.stream().mapToLong(Accepted::ended).max().orElse(asked);
    return untilWritten().minus(Duration.ofNanos(last - asked));
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%-9s said %s, lost %d%s, first write after %,d ms, none for %,d ms%s",
        planned ? "planned" : "unplanned",
        said.map(bytes -> bytes + " bytes").orElse("nothing"),
        lost,
        lostTooMuch() ? " (TOO MANY)" : "",
        untilWritten().toMillis(),
        refused().toMillis(),
        bothAccepted() ? ", BOTH ACCEPTED WRITES" : "");
  }
}
