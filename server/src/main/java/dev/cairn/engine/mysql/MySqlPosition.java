package dev.cairn.engine.mysql;

import java.util.Comparator;

/**
 * A place in a primary's binary log.
 *
 * @param file the number of the file
 * @param offset in bytes
 */
public record MySqlPosition(long file, long offset) implements Comparable<MySqlPosition> {
  private static final Comparator<MySqlPosition> ORDER =
      Comparator.comparingLong(MySqlPosition::file).thenComparingLong(MySqlPosition::offset);

  /** Of a file as MySQL names it, like {@code binlog.000007}. */
  public static MySqlPosition of(String file, long offset) {
    return new MySqlPosition(Long.parseLong(file.substring(file.lastIndexOf('.') + 1)), offset);
  }

  @Override
  public int compareTo(MySqlPosition other) {
    return ORDER.compare(this, other);
  }
}
