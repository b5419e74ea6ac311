package dev.cairn.engine.postgres;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * What the header of a page of PostgreSQL's log says; xlog_internal.h, the same in 14 to 18. A page
 * that was never written, or is left of what the file was used for before, has another address.
 *
 * @param address of its first byte, in bytes since the beginning of the log
 * @param header bytes
 * @param remaining bytes of a record that began on an earlier page; 0 where none goes on
 */
public record WalPage(long address, int header, long remaining) {
  /** Enough to read each header whole. */
  public static final int LONG_HEADER = 40;

  private static final int HEADER = 24;
  private static final int ALIGNMENT = 8;
  private static final int CONTINUES = 1;
  private static final int IS_LONG = 2;

  /** A file of the log, as the long header of its first page has it. */
  public record Segment(int size, int page) {}

  /** Empty where this is not the page of that address. */
  public static Optional<WalPage> of(ByteBuffer bytes, long address) {
    if (bytes.limit() < LONG_HEADER) {
      return Optional.empty();
    }
    var page = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    if (page.getShort(0) == 0 || page.getLong(8) != address) {
      return Optional.empty();
    }
    int info = page.getShort(2);
    return Optional.of(
        new WalPage(
            address,
            (info & IS_LONG) == 0 ? HEADER : LONG_HEADER,
            (info & CONTINUES) == 0 ? 0 : Integer.toUnsignedLong(page.getInt(16))));
  }

  /** Of the first page of a file; empty where it is none, or says what no PostgreSQL writes. */
  public static Optional<Segment> segment(ByteBuffer bytes) {
    if (bytes.limit() < LONG_HEADER) {
      return Optional.empty();
    }
    var page = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    int size = page.getInt(32);
    int block = page.getInt(36);
    return page.getShort(0) != 0
            && (page.getShort(2) & IS_LONG) != 0
            && isPower(size, 1 << 20, 1 << 30)
            && isPower(block, 1 << 10, 1 << 16)
        ? Optional.of(new Segment(size, block))
        : Optional.empty();
  }

  private static boolean isPower(int value, int least, int most) {
    return value >= least && value <= most && Integer.bitCount(value) == 1;
  }

  /**
   * Where what is written in it ends; empty where nothing is, but for the header. A record may end
   * in zeros, so it can end a few bytes later, but no record begins there or behind.
   *
   * @param bytes the whole page
   */
  public Optional<Long> end(ByteBuffer bytes) {
    int last = bytes.limit() - 1;
    while (last >= header && bytes.get(last) == 0) {
      last--;
    }
    long continued = Math.min(bytes.limit(), header + remaining);
    long end = Math.max(last + 1L, continued);
    return end <= header ? Optional.empty() : Optional.of(address + aligned(end));
  }

  private static long aligned(long offset) {
    return (offset + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }
}
