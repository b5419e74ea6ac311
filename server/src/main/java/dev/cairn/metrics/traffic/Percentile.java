package dev.cairn.metrics.traffic;

import java.util.List;
import java.util.OptionalDouble;

/** Estimates from a histogram. Pure. */
final class Percentile {
  private Percentile() {}

  /**
   * The time that this share of the answers took less than, taken to lie evenly within a bucket; of
   * what took longer than the last one ends, its end.
   *
   * @param buckets upper ends, ascending
   * @param counts one more than there are buckets
   * @return empty where nothing was counted
   */
  static OptionalDouble of(double share, List<Integer> buckets, List<Long> counts) {
    double total = counts.stream().mapToDouble(Long::doubleValue).sum();
    if (total <= 0) {
      return OptionalDouble.empty();
    }
    double wanted = share * total;
    double before = 0;
    double low = 0;
    for (int i = 0; i < Math.min(buckets.size(), counts.size()); i++) {
      double within = counts.get(i);
      if (within > 0 && before + within >= wanted) {
        return OptionalDouble.of(low + (buckets.get(i) - low) * (wanted - before) / within);
      }
      before += within;
      low = buckets.get(i);
    }
    return OptionalDouble.of(low);
  }
}
