package dev.cairn.engine.postgres;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A file of PostgreSQL's log, by its name.
 *
 * @param timeline that it was written in
 * @param log the upper half of its address
 * @param number among those of the same upper half
 */
public record WalSegment(long timeline, long log, long number) implements Comparable<WalSegment> {
  private static final Pattern NAME = Pattern.compile("([0-9A-F]{8})([0-9A-F]{8})([0-9A-F]{8})");
  private static final Comparator<WalSegment> ORDER =
      Comparator.comparingLong(WalSegment::timeline)
          .thenComparingLong(WalSegment::log)
          .thenComparingLong(WalSegment::number);

  /** Empty for what else lies beside them. */
  public static Optional<WalSegment> of(String name) {
    var match = NAME.matcher(name);
    return match.matches()
        ? Optional.of(new WalSegment(hex(match.group(1)), hex(match.group(2)), hex(match.group(3))))
        : Optional.empty();
  }

  private static long hex(String digits) {
    return Long.parseLong(digits, 16);
  }

  public String name() {
    return "%08X%08X%08X".formatted(timeline, log, number);
  }

  /** Of its first byte. */
  public long address(int size) {
    return (log << 32) + number * size;
  }

  /** In the order in which they were written. */
  @Override
  public int compareTo(WalSegment other) {
    return ORDER.compare(this, other);
  }
}
