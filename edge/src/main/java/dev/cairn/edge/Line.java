package dev.cairn.edge;

import io.netty.buffer.ByteBuf;
import io.netty.util.AsciiString;
import io.netty.util.concurrent.FastThreadLocal;
import java.nio.charset.StandardCharsets;

/**
 * One line of a head, a chunk or a trailer, as its bytes. Lines end with CR and LF, and with
 * nothing else: whoever takes less reads another message than his neighbour.
 */
final class Line {
  private static final boolean[] TOKEN = new boolean[256];

  static {
    for (char c = '0'; c <= 'z'; c++) {
      TOKEN[c] = Character.isLetterOrDigit(c);
    }
    for (char c : "!#$%&'*+-.^_`|~".toCharArray()) {
      TOKEN[c] = true;
    }
  }

  /** One for each loop: a line is done with before the next is read. */
  private static final FastThreadLocal<Line> SHARED =
      new FastThreadLocal<>() {
        @Override
        protected Line initialValue() {
          return new Line();
        }
      };

  private final byte[] bytes = new byte[Limits.HEADERS + 2];
  private int length;

  private Line() {}

  static Line shared() {
    return SHARED.get();
  }

  /** Takes the bytes up to that line feed. */
  void take(ByteBuf in, int lineFeed) throws Refusal {
    length = lineFeed - in.readerIndex() - 1;
    if (length < 0 || in.getByte(lineFeed - 1) != '\r') {
      throw Refusal.of("a line does not end with CR and LF");
    }
    in.readBytes(bytes, 0, length);
    in.skipBytes(2);
  }

  int length() {
    return length;
  }

  byte at(int index) {
    return bytes[index];
  }

  /** The index of that byte, or of the end. */
  int find(char wanted, int from) {
    int i = from;
    while (i < length && bytes[i] != wanted) {
      i++;
    }
    return i;
  }

  String text(int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }

  AsciiString ascii(int from, int to) {
    return new AsciiString(bytes, from, to - from, true);
  }

  /** Whether it is a token of RFC 9110, as methods and names of fields are. */
  boolean isToken(int from, int to) {
    for (int i = from; i < to; i++) {
      if (!TOKEN[bytes[i] & 0xff]) {
        return false;
      }
    }
    return to > from;
  }

  /** Whether all are visible ASCII characters. */
  boolean isVisible(int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] <= ' ' || bytes[i] == 0x7f) {
        return false;
      }
    }
    return true;
  }

  /** Whether all may stand in the value of a field: no control character but a tab. */
  boolean isValue(int from, int to) {
    for (int i = from; i < to; i++) {
      byte b = bytes[i];
      if ((b >= 0 && b < ' ' && b != '\t') || b == 0x7f) {
        return false;
      }
    }
    return true;
  }

  int skipSpace(int from) {
    int i = from;
    while (i < length && isSpace(bytes[i])) {
      i++;
    }
    return i;
  }

  /** The end of what stands between these two, without space behind it. */
  int trimmed(int from, int to) {
    int i = to;
    while (i > from && isSpace(bytes[i - 1])) {
      i--;
    }
    return i;
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\t';
  }
}
