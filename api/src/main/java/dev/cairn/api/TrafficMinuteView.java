package dev.cairn.api;

import java.time.Instant;
import java.util.Optional;

/**
 * A stage's requests in one minute.
 *
 * @param at the minute's begin
 * @param requestsPerSecond that were answered
 * @param errorsPerSecond answers of 500 and more
 * @param refusedPerSecond requests and connections that the edge refused or cut off by itself
 * @param p50Millis half of the answers took less; absent where there were none
 * @param p99Millis of a hundred answers one took longer
 */
public record TrafficMinuteView(
    Instant at,
    Double requestsPerSecond,
    Double errorsPerSecond,
    Double refusedPerSecond,
    Optional<Double> p50Millis,
    Optional<Double> p99Millis) {
  public TrafficMinuteView {
    p50Millis = Absent.optional(p50Millis);
    p99Millis = Absent.optional(p99Millis);
  }
}
