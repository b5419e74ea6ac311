package dev.cairn.edge;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;

/** What one stage's clients asked and were told, counted since the edge started. For any thread. */
final class Figures {
  /** Upper ends of the buckets, in milliseconds; what took longer is in one more. */
  static final List<Integer> BUCKETS =
      List.of(1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000);

  private static final int SERVER_ERROR = 500;

  private final LongAdder requests = new LongAdder();
  private final LongAdder errors = new LongAdder();
  private final AtomicLongArray latency = new AtomicLongArray(BUCKETS.size() + 1);

  /** By the codes of {@link Answer}, and of what ends a connection without one. */
  private final Map<String, LongAdder> refused = new ConcurrentHashMap<>();

  void answered(int status, long nanos) {
    requests.increment();
    if (status >= SERVER_ERROR) {
      errors.increment();
    }
    long millis = TimeUnit.NANOSECONDS.toMillis(nanos);
    int bucket = 0;
    while (bucket < BUCKETS.size() && millis >= BUCKETS.get(bucket)) {
      bucket++;
    }
    latency.incrementAndGet(bucket);
  }

  /** Something that the edge refused or cut off by itself. */
  void refused(String reason) {
    refused.computeIfAbsent(reason, r -> new LongAdder()).increment();
  }

  Map<String, Object> asMap() {
    var reasons = new TreeMap<String, Object>();
    refused.forEach((reason, times) -> reasons.put(reason, times.sum()));
    return Map.of(
        "requests",
        requests.sum(),
        "errors",
        errors.sum(),
        "refused",
        reasons,
        "latency",
        IntStream.range(0, latency.length()).mapToObj(latency::get).toList());
  }
}
