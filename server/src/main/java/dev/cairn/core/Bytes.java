package dev.cairn.core;

/** A size in bytes. */
public record Bytes(long value) implements Comparable<Bytes> {
  private static final long KIB = 1024;

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

  /** For people: {@code 38 MiB}, {@code 1.5 GiB}. */
  @Override
  public String toString() {
    if (value < KIB) {
      return value + " B";
    }
    var units = new String[] {"KiB", "MiB", "GiB", "TiB"};
    double size = value;
    int unit = -1;
    while (size >= KIB && unit < units.length - 1) {
      size /= KIB;
      unit++;
    }
    return size >= 10 || size == Math.rint(size)
        ? Math.round(size) + " " + units[unit]
        : Math.round(size * 10) / 10.0 + " " + units[unit];
  }
}
