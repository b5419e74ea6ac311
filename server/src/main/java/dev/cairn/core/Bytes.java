package dev.cairn.core;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** A size in bytes. */
public record Bytes(long value) implements Comparable<Bytes> {
  private static final long KIB = 1024;
  private static final List<String> NAMES = List.of("B", "KiB", "MiB", "GiB", "TiB");
  private static final List<String> UNITS = List.of("t", "g", "m", "k");

  private static final Pattern WRITTEN =
      Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,6})?) ?([kmgt])(?:i?b)?", Pattern.CASE_INSENSITIVE);

  public Bytes {
    if (value < 0) {
      throw new IllegalArgumentException("negative size " + value);
    }
  }

  public static Bytes ofKib(long kib) {
    return new Bytes(kib * KIB);
  }

  public static Bytes ofMib(long mib) {
    return new Bytes(mib * KIB * KIB);
  }

  public static Bytes ofGib(long gib) {
    return new Bytes(gib * KIB * KIB * KIB);
  }

  /**
   * As people write it: {@code 512m}, {@code 1.5g}, {@code 2 GiB}; all units are powers of 1024.
   * Empty where the text is no size; a number alone is none, as its unit is not known.
   */
  public static Optional<Bytes> parse(String text) {
    var match = WRITTEN.matcher(text);
    if (!match.matches()) {
      return Optional.empty();
    }
    var size = new BigDecimal(match.group(1));
    for (int at = UNITS.indexOf(match.group(2).toLowerCase(Locale.ROOT)); at < UNITS.size(); at++) {
      size = size.multiply(BigDecimal.valueOf(KIB));
    }
    return Optional.of(new Bytes(size.setScale(0, RoundingMode.HALF_UP).longValueExact()));
  }

  /** As {@link #parse} reads it, exactly, of whole KiB: {@code 512m}, {@code 2g}. */
  public String written() {
    long size = Math.max(1, value / KIB);
    int unit = UNITS.size() - 1;
    while (unit > 0 && size % KIB == 0) {
      size /= KIB;
      unit--;
    }
    return size + UNITS.get(unit);
  }

  public long toMib() {
    return value / (KIB * KIB);
  }

  public long toGib() {
    return value / (KIB * KIB * KIB);
  }

  @Override
  public int compareTo(Bytes other) {
    return Long.compare(value, other.value);
  }

  /** A bound for people: as {@link #toString}, and never less than it is. */
  public String atMost() {
    return text(RoundingMode.CEILING);
  }

  /** For people: {@code 38 MiB}, {@code 1.5 GiB}. */
  @Override
  public String toString() {
    return text(RoundingMode.HALF_UP);
  }

  private String text(RoundingMode rounding) {
    var unit = BigDecimal.valueOf(KIB);
    var size = BigDecimal.valueOf(value);
    int at = 0;
    while (size.compareTo(unit) >= 0 && at < NAMES.size() - 1) {
      size = size.divide(unit);
      at++;
    }
    int digits = size.compareTo(BigDecimal.TEN) >= 0 ? 0 : 1;
    return size.setScale(digits, rounding).stripTrailingZeros().toPlainString()
        + " "
        + NAMES.get(at);
  }
}
