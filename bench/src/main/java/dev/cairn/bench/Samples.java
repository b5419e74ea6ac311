package dev.cairn.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Measurements of one thing. */
public final class Samples {
  private final List<Duration> all = new ArrayList<>();

  void add(Duration sample) {
    all.add(sample);
  }

  void add(Samples others) {
    all.addAll(others.all);
  }

  int size() {
    return all.size();
  }

  Duration median() {
    var sorted = all.stream().sorted().toList();
    var middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : sorted.get(middle - 1).plus(sorted.get(middle)).dividedBy(2);
  }

  /** The smallest sample that so many in a hundred do not exceed. */
  Duration percentile(int percent) {
    var sorted = all.stream().sorted().toList();
    int rank = (int) Math.ceil(percent / 100.0 * sorted.size());
    return sorted.get(Math.max(0, rank - 1));
  }

  double ratioTo(Samples other) {
    return (double) median().toNanos() / other.median().toNanos();
  }

  /** For a table: median, smallest and largest in milliseconds, and how many. */
  @Override
  public String toString() {
    var sorted = all.stream().sorted().toList();
    return String.format(
        Locale.ROOT,
        "%,8.0f ms  (%,.0f to %,.0f, n=%d)",
        millis(median()),
        millis(sorted.getFirst()),
        millis(sorted.getLast()),
        all.size());
  }

  private static double millis(Duration duration) {
    return duration.toNanos() / 1e6;
  }
}
