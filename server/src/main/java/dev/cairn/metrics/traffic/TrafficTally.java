package dev.cairn.metrics.traffic;

import dev.cairn.provider.Traffic.Counts;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A minute of a stage so far, from one reading to the next. Pure.
 *
 * @param minute its begin
 * @param counted the time that the rest was counted over
 * @param latency by bucket
 */
record TrafficTally(
    Instant minute,
    Duration counted,
    long requests,
    long errors,
    Map<String, Long> refused,
    List<Long> latency) {

  static TrafficTally begin(Instant at) {
    return new TrafficTally(
        at.truncatedTo(ChronoUnit.MINUTES), Duration.ZERO, 0, 0, Map.of(), List.of());
  }

  boolean covers(Instant at) {
    return at.truncatedTo(ChronoUnit.MINUTES).equals(minute);
  }

  /**
   * What came between two readings of the same counters. Where one of them fell they began anew in
   * between: then all that they say now came since.
   */
  static Counts between(Counts before, Counts now) {
    if (fell(before, now)) {
      return now;
    }
    var refused = new HashMap<String, Long>();
    now.refused()
        .forEach(
            (reason, times) -> {
              long more = times - before.refused().getOrDefault(reason, 0L);
              if (more > 0) {
                refused.put(reason, more);
              }
            });
    return new Counts(
        now.requests() - before.requests(),
        now.errors() - before.errors(),
        refused,
        IntStream.range(0, now.latency().size())
            .mapToObj(i -> now.latency().get(i) - at(before.latency(), i))
            .toList());
  }

  private static boolean fell(Counts before, Counts now) {
    return now.requests() < before.requests()
        || now.errors() < before.errors()
        || before.refused().entrySet().stream()
            .anyMatch(each -> now.refused().getOrDefault(each.getKey(), 0L) < each.getValue())
        || IntStream.range(0, before.latency().size())
            .anyMatch(i -> at(now.latency(), i) < before.latency().get(i));
  }

  TrafficTally plus(Counts more, Duration time) {
    var all = new HashMap<>(refused);
    more.refused().forEach((reason, times) -> all.merge(reason, times, Long::sum));
    return new TrafficTally(
        minute,
        counted.plus(time),
        requests + more.requests(),
        errors + more.errors(),
        all,
        IntStream.range(0, Math.max(latency.size(), more.latency().size()))
            .mapToObj(i -> at(latency, i) + at(more.latency(), i))
            .toList());
  }

  private static long at(List<Long> counts, int index) {
    return index < counts.size() ? counts.get(index) : 0;
  }

  /** Empty while nothing was counted, which takes two readings. */
  Optional<TrafficMinute> asMinute(List<Integer> buckets) {
    if (counted.isZero()) {
      return Optional.empty();
    }
    return Optional.of(
        new TrafficMinute(
            minute,
            counted.toNanos() / 1e9,
            requests,
            errors,
            refused,
            Percentile.of(0.5, buckets, latency),
            Percentile.of(0.99, buckets, latency)));
  }
}
