package dev.cairn.metrics;

import dev.cairn.core.Bytes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * When a database's storage is full, if it goes on as in the last 24 hours. The trend is the median
 * of the slopes between all pairs of quarter hours (Theil and Sen's estimator): an import or a
 * clean-up in between does not tilt it.
 */
public sealed interface Forecast {
  /** Less than three hours were seen. */
  record TooLittleHistory() implements Forecast {}

  /** It grows by nothing that counts, or shrinks. */
  record NotGrowing() implements Forecast {}

  /**
   * It grows.
   *
   * @param days until it is full
   */
  record Growing(double days, Bytes perDay) implements Forecast {}

  /** It is full now. */
  record Full() implements Forecast {}

  /** Fewer days than that are worth a warning. */
  double WARN_DAYS = 7;

  private static Duration bucket() {
    return Duration.ofMinutes(15);
  }

  /** Whether somebody should do something soon. */
  default boolean isUrgent() {
    return switch (this) {
      case TooLittleHistory() -> false;
      case NotGrowing() -> false;
      case Growing(double days, Bytes perDay) -> days < WARN_DAYS;
      case Full() -> true;
    };
  }

  /** A sentence. */
  default String text() {
    return switch (this) {
      case TooLittleHistory() -> "Too little history for a forecast: it needs three hours.";
      case NotGrowing() -> "Not growing.";
      case Growing(double days, Bytes perDay) ->
          "Grows by "
              + perDay
              + " a day"
              + (days > 365 ? ": full in more than a year." : full(days));
      case Full() -> "Full.";
    };
  }

  private static String full(double days) {
    if (days < 2) {
      long hours = Math.max(1, Math.round(days * 24));
      return ": full in about " + hours + (hours == 1 ? " hour." : " hours.");
    }
    return ": full in about " + Math.round(days) + " days.";
  }

  /**
   * Extends the trend of a history.
   *
   * @param history of 24 hours at most, oldest first
   * @param storage what it may take now
   */
  static Forecast of(List<Minute> history, Bytes storage) {
    if (history.isEmpty()) {
      return new TooLittleHistory();
    }
    var used = history.getLast().used();
    if (used.compareTo(storage) >= 0) {
      return new Full();
    }
    var perDay = slope(history);
    if (perDay.isEmpty()) {
      return new TooLittleHistory();
    }
    double growth = perDay.getAsDouble();
    long least = Math.max(Bytes.ofMib(1).value(), storage.value() / 10_000);
    if (growth < least) {
      return new NotGrowing();
    }
    return new Growing((storage.value() - used.value()) / growth, new Bytes(Math.round(growth)));
  }

  /** Bytes a day; empty where too little was seen. */
  private static OptionalDouble slope(List<Minute> history) {
    var buckets = new TreeMap<Long, List<Long>>();
    for (var minute : history) {
      buckets
          .computeIfAbsent(bucketOf(minute.at()), _ -> new ArrayList<>())
          .add(minute.used().value());
    }
    long span = buckets.lastKey() - buckets.firstKey();
    int least = 12;
    if (span < least || buckets.size() < least / 2) {
      return OptionalDouble.empty();
    }
    var at = buckets.keySet().stream().mapToLong(Long::longValue).toArray();
    var used =
        buckets.values().stream()
            .mapToDouble(values -> median(values.stream().mapToDouble(Long::doubleValue).toArray()))
            .toArray();
    var slopes = new double[at.length * (at.length - 1) / 2];
    int count = 0;
    for (int i = 0; i < at.length; i++) {
      for (int j = i + 1; j < at.length; j++) {
        slopes[count++] = (used[j] - used[i]) / (at[j] - at[i]);
      }
    }
    double bucketsPerDay = (double) Duration.ofDays(1).toMinutes() / bucket().toMinutes();
    return OptionalDouble.of(median(slopes) * bucketsPerDay);
  }

  private static long bucketOf(Instant at) {
    return at.getEpochSecond() / bucket().toSeconds();
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    int middle = values.length / 2;
    return values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
  }
}
