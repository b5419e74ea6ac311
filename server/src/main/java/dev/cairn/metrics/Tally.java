package dev.cairn.metrics;

import dev.cairn.core.Bytes;
import dev.cairn.provider.ReplicaStatus;
import dev.cairn.provider.Statistics;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * A minute so far, from one reading to the next. Pure.
 *
 * @param minute its begin
 * @param connections the most seen in it
 * @param counted the time that queries, hits and misses were counted over
 * @param lag in seconds, the most seen in it
 * @param behind in bytes, the most seen in it
 */
record Tally(
    Instant minute,
    int connections,
    Duration counted,
    long queries,
    long hits,
    long misses,
    OptionalDouble lag,
    OptionalLong behind) {

  /** Readings further apart say nothing about the minute that the second falls into. */
  private static final Duration TOO_FAR = Duration.ofMinutes(2);

  static Tally begin(Instant at) {
    return new Tally(
        at.truncatedTo(ChronoUnit.MINUTES),
        0,
        Duration.ZERO,
        0,
        0,
        0,
        OptionalDouble.empty(),
        OptionalLong.empty());
  }

  boolean covers(Instant at) {
    return at.truncatedTo(ChronoUnit.MINUTES).equals(minute);
  }

  Tally seen(int open) {
    return new Tally(
        minute, Math.max(connections, open), counted, queries, hits, misses, lag, behind);
  }

  Tally seen(ReplicaStatus replica) {
    return new Tally(
        minute,
        connections,
        counted,
        queries,
        hits,
        misses,
        replica
            .lag()
            .map(it -> OptionalDouble.of(Math.max(lag.orElse(0), it.toMillis() / 1000.0)))
            .orElse(lag),
        replica
            .behind()
            .map(it -> OptionalLong.of(Math.max(behind.orElse(0), it.value())))
            .orElse(behind));
  }

  /** What was counted between two readings; nothing where the engine began anew in between. */
  Tally plus(Statistics before, Instant then, Statistics after, Instant now) {
    var between = Duration.between(then, now);
    boolean anew =
        after.queries() < before.queries()
            || after.cacheHits() < before.cacheHits()
            || after.cacheMisses() < before.cacheMisses();
    if (anew || !between.isPositive() || between.compareTo(TOO_FAR) > 0) {
      return this;
    }
    return new Tally(
        minute,
        connections,
        counted.plus(between),
        queries + after.queries() - before.queries(),
        hits + after.cacheHits() - before.cacheHits(),
        misses + after.cacheMisses() - before.cacheMisses(),
        lag,
        behind);
  }

  Minute asMinute(Reading last, Statistics statistics) {
    return new Minute(
        minute,
        connections,
        statistics.maxConnections(),
        counted.isZero()
            ? OptionalDouble.empty()
            : OptionalDouble.of(queries * 1000.0 / counted.toMillis()),
        hits + misses == 0
            ? OptionalDouble.empty()
            : OptionalDouble.of((double) hits / (hits + misses)),
        last.used(),
        last.storage(),
        statistics.memory(),
        lag,
        behind.isPresent() ? Optional.of(new Bytes(behind.getAsLong())) : Optional.empty());
  }
}
