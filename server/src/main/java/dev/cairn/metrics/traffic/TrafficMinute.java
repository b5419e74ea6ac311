package dev.cairn.metrics.traffic;

import java.time.Instant;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * One minute of a stage's requests.
 *
 * @param at the minute's begin
 * @param seconds those of it that the rest was counted over, more than 0
 * @param errors answers of 500 and more
 * @param refused how many, by the reason's code
 * @param p50 half of the answers took less, in milliseconds; empty where there were none
 * @param p99 of a hundred answers one took longer; estimated within a bucket of the edge's
 */
public record TrafficMinute(
    Instant at,
    double seconds,
    long requests,
    long errors,
    Map<String, Long> refused,
    OptionalDouble p50,
    OptionalDouble p99) {
  public TrafficMinute {
    refused = Map.copyOf(refused);
  }

  public double requestsPerSecond() {
    return requests / seconds;
  }

  public double errorsPerSecond() {
    return errors / seconds;
  }

  public double refusedPerSecond() {
    return refusedInAll() / seconds;
  }

  public long refusedInAll() {
    return refused.values().stream().mapToLong(Long::longValue).sum();
  }
}
