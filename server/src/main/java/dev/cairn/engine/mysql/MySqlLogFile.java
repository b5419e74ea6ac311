package dev.cairn.engine.mysql;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What a file of the binary log holds, read without its server: that may be dead. What a death left
 * half written counts for nothing, as its server drops it when it starts, and nobody was told that
 * it is kept. dev.mysql.com/doc/dev/mysql-server, Replication: binary log event
 *
 * @param before all that was executed before this file
 * @param within what is in it
 * @param missing bytes of transactions in it that another has not
 */
public record MySqlLogFile(GtidSet before, GtidSet within, long missing) {
  private static final int MAGIC = 0x6e6962fe;
  private static final int HEADER = 19;
  private static final int GTID = 33;
  private static final int ANONYMOUS = 34;
  private static final int PREVIOUS = 35;
  private static final int TAGGED = 42;

  /** Of an event that is looked into; others are passed over. */
  private static final int LONGEST = 1024 * 1024;

  /** A server numbers its own one after the other; so does each of the few that it followed. */
  private static final int MOST_GAPS = 10_000;

  /** All that was executed when it was written last. */
  public GtidSet all() {
    return before.and(within);
  }

  /**
   * Reads one from its begin.
   *
   * @param size of the file: what comes after it is not looked at
   * @param has what that other one has
   * @throws IOException also where it is none that can be read: encrypted, or of another MySQL
   */
  public static MySqlLogFile read(InputStream file, long size, GtidSet has) throws IOException {
    return new Reader(new DataInputStream(file), size, has).read();
  }

  private static final class Reader {
    private final DataInputStream in;
    private final long size;
    private final GtidSet has;
    private final TreeMap<String, List<GtidSet.Interval>> within = new TreeMap<>();
    private GtidSet before = GtidSet.NONE;
    private long missing;

    Reader(DataInputStream in, long size, GtidSet has) {
      this.in = in;
      this.size = size;
      this.has = has;
    }

    MySqlLogFile read() throws IOException {
      if (size < 4) {
        throw new EOFException("it is empty");
      }
      if (littleEndian(4).getInt() != MAGIC) {
        throw new IOException("it begins as no binary log does, or is encrypted");
      }
      long at = 4;
      while (at + HEADER <= size) {
        var header = littleEndian(HEADER);
        int type = header.get(4);
        long length = Integer.toUnsignedLong(header.getInt(9));
        if (length < HEADER) {
          throw new IOException("an event at " + at + " is shorter than its own header");
        }
        if (at + length > size) {
          break;
        }
        take(type, at, length);
        at += length;
      }
      return new MySqlLogFile(before, new GtidSet(within), missing);
    }

    private void take(int type, long at, long length) throws IOException {
      int body = (int) Math.min(LONGEST, length - HEADER);
      switch (type) {
        case GTID -> transaction(littleEndian(body), at);
        case PREVIOUS -> before = previous(littleEndian(body));
        case ANONYMOUS, TAGGED ->
            throw new IOException("a transaction at " + at + " has no plain number");
        default -> body = 0;
      }
      in.skipNBytes(length - HEADER - body);
    }

    private void transaction(ByteBuffer body, long at) throws IOException {
      requireLeft(body, 42);
      body.get();
      var origin = origin(body);
      long number = body.getLong();
      long length = transactionLength(body);
      if (at + length > size) {
        return;
      }
      add(origin, number);
      if (!has.has(origin, number)) {
        missing += length;
      }
    }

    private void add(String origin, long number) throws IOException {
      var known = within.computeIfAbsent(origin, _ -> new ArrayList<>());
      if (!known.isEmpty() && known.getLast().last() + 1 == number) {
        known.add(new GtidSet.Interval(known.removeLast().first(), number));
      } else {
        known.add(new GtidSet.Interval(number, number));
      }
      if (known.size() > MOST_GAPS || within.size() > MOST_GAPS) {
        throw new IOException("its transactions are in no order");
      }
    }

    /** Behind what says which may be replayed at once, and when it was committed, once or twice. */
    private static long transactionLength(ByteBuffer body) throws IOException {
      body.position(body.position() + 1 + 8 + 8);
      requireLeft(body, 7);
      body.position(body.position() + 6);
      if ((body.get() & 0x80) != 0) {
        requireLeft(body, 7);
        body.position(body.position() + 7);
      }
      requireLeft(body, 1);
      int first = Byte.toUnsignedInt(body.get());
      return switch (first) {
        case 252 -> number(body, 2);
        case 253 -> number(body, 3);
        case 254 -> number(body, 8);
        default -> first;
      };
    }

    private static long number(ByteBuffer body, int bytes) throws IOException {
      requireLeft(body, bytes);
      long number = 0;
      for (int i = 0; i < bytes; i++) {
        number |= Byte.toUnsignedLong(body.get()) << (8 * i);
      }
      return number;
    }

    private static GtidSet previous(ByteBuffer body) throws IOException {
      var all = new TreeMap<String, List<GtidSet.Interval>>();
      requireLeft(body, 8);
      long origins = body.getLong();
      if (origins < 0 || origins > MOST_GAPS) {
        throw new IOException("what was before it is written in another way");
      }
      for (long i = 0; i < origins; i++) {
        requireLeft(body, 24);
        var origin = origin(body);
        long count = body.getLong();
        var intervals = all.computeIfAbsent(origin, _ -> new ArrayList<>());
        for (long j = 0; j < count; j++) {
          requireLeft(body, 16);
          intervals.add(new GtidSet.Interval(body.getLong(), body.getLong() - 1));
        }
      }
      return new GtidSet(all);
    }

    private static String origin(ByteBuffer body) {
      var bytes = ByteBuffer.allocate(16);
      for (int i = 0; i < 16; i++) {
        bytes.put(body.get());
      }
      bytes.flip();
      return new UUID(bytes.getLong(), bytes.getLong()).toString();
    }

    private static void requireLeft(ByteBuffer body, int bytes) throws IOException {
      if (body.remaining() < bytes) {
        throw new EOFException("an event is shorter than what it holds");
      }
    }

    private ByteBuffer littleEndian(int length) throws IOException {
      var bytes = new byte[length];
      in.readFully(bytes);
      return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
  }
}
