package dev.cairn.edge;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;
import java.util.Optional;

/**
 * Reads messages of HTTP/1 as RFC 9112 has them, and refuses all else: an {@link Answer} is what it
 * then hands on, once, and nothing more. Bounds are counted as bytes arrive, so that none is kept
 * beyond. (The library's own reader takes several writings of one message, and a chunk's length of
 * nine digits for another: what two readers take for two messages is how requests are smuggled.)
 */
abstract class MessageReader extends ByteToMessageDecoder {
  static final long CHUNKED = -1;
  static final long UNTIL_CLOSE = -2;

  /** Of the line with a chunk's length. */
  private static final int CHUNK_LINE = 256;

  private static final int CHUNK_DIGITS = 15;
  private static final int LENGTH_DIGITS = 18;

  /** Objects that are handed on at a time. */
  private static final int AT_ONCE = 32;

  private enum Part {
    START,
    FIELDS,
    FIXED,
    CHUNK_LENGTH,
    CHUNK,
    CHUNK_END,
    TRAILER,
    REST,
    BROKEN
  }

  private final int mostFirst;
  private final int mostBytes;
  private final int mostFields;
  private Part part = Part.START;
  private Optional<HttpMessage> message = Optional.empty();
  private final Line line = Line.shared(); // made on the loop that it is used on
  private int fields;
  private int bytesLeft;
  private int looked;
  private long left;
  private boolean blank;

  /**
   * @param mostFirst of the first line
   * @param mostBytes of a head, and of a trailer
   * @param mostFields of both together
   */
  MessageReader(int mostFirst, int mostBytes, int mostFields) {
    this.mostFirst = mostFirst;
    this.mostBytes = mostBytes;
    this.mostFields = mostFields;
    this.bytesLeft = mostFirst;
  }

  /** Whether it is digits alone, and no more than a number can have. */
  static boolean isLength(String text) {
    if (text.isEmpty() || text.length() > LENGTH_DIGITS) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  /** Whether a body of a length that was said comes behind that head, which was read here. */
  static boolean hasLength(HttpMessage head) {
    var said = head.headers().get(HttpHeaderNames.CONTENT_LENGTH, "0");
    return !said.equals("0") && Long.parseLong(said) > 0;
  }

  /** The message that such a line begins. */
  abstract HttpMessage start(Line line) throws Refusal;

  /** Its length, {@link #CHUNKED} or {@link #UNTIL_CLOSE}; its head is complete. */
  abstract long length(HttpMessage head) throws Refusal;

  /** Whether this head is one that is only a sign of life, and not handed on. */
  boolean isInterim(HttpMessage head) {
    return false;
  }

  /** Whether there may be space between a field's name and its colon. */
  abstract boolean isLenient();

  /** Whether it reads on just now. */
  boolean reads() {
    return true;
  }

  /** A message is complete. */
  void ended() {}

  /** Whether a head has begun and not ended. */
  boolean isInHead() {
    return part == Part.FIELDS || (part == Part.START && actualReadableBytes() > 0);
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    try {
      while (out.size() < AT_ONCE && reads() && step(in, out)) {
        // Until bytes are missing.
      }
    } catch (Refusal refused) {
      part = Part.BROKEN;
      in.skipBytes(in.readableBytes());
      out.add(refused.answer());
    }
  }

  @Override
  protected void decodeLast(ChannelHandlerContext ctx, ByteBuf in, List<Object> out)
      throws Exception {
    super.decodeLast(ctx, in, out);
    if (part == Part.REST && reads()) {
      end(out);
    }
  }

  /** Whether there may be more to do. */
  private boolean step(ByteBuf in, List<Object> out) throws Refusal {
    return switch (part) {
      case START -> hasLine(in) && start(line, in);
      case FIELDS -> hasLine(in) && field(line, out);
      case FIXED -> content(in, out) && (left > 0 || end(out));
      case CHUNK_LENGTH -> hasLine(in) && chunk(line);
      case CHUNK -> content(in, out) && (left > 0 || next(Part.CHUNK_END));
      case CHUNK_END -> in.readableBytes() >= 2 && chunkEnds(in);
      case TRAILER -> hasLine(in) && trailer(line, out);
      case REST -> rest(in, out);
      case BROKEN -> {
        in.skipBytes(in.readableBytes());
        yield false;
      }
    };
  }

  private boolean next(Part following) {
    part = following;
    return true;
  }

  private boolean hasLine(ByteBuf in) throws Refusal {
    int from = in.readerIndex();
    int lineFeed = in.indexOf(from + looked, in.writerIndex(), (byte) '\n');
    int length = lineFeed < 0 ? in.readableBytes() : lineFeed + 1 - from;
    if (length > bytesLeft) {
      throw tooLong();
    }
    if (lineFeed < 0) {
      looked = length;
      return false;
    }
    looked = 0;
    bytesLeft -= length;
    line.take(in, lineFeed);
    return true;
  }

  private Refusal tooLong() {
    return switch (part) {
      case START -> new Refusal(Answer.tooLongLine());
      case CHUNK_LENGTH -> Refusal.of("a chunk's length is too long");
      default -> new Refusal(Answer.tooLongHead());
    };
  }

  private boolean start(Line line, ByteBuf in) throws Refusal {
    if (line.length() == 0) {
      if (blank) {
        throw Refusal.of("it begins with empty lines");
      }
      blank = true; // some old clients send one behind a body
      return in.isReadable();
    }
    message = Optional.of(start(line));
    bytesLeft = mostBytes;
    return next(Part.FIELDS);
  }

  private boolean field(Line line, List<Object> out) throws Refusal {
    if (line.length() == 0) {
      headEnds(out);
      return true;
    }
    read(line, message.orElseThrow().headers());
    return true;
  }

  private void read(Line line, HttpHeaders into) throws Refusal {
    if (++fields > mostFields) {
      throw new Refusal(Answer.tooLongHead());
    }
    int colon = line.find(':', 0);
    int nameEnd = isLenient() ? line.trimmed(0, colon) : colon;
    if (colon == line.length() || !line.isToken(0, nameEnd)) {
      throw Refusal.of("a header field has no proper name");
    }
    int from = line.skipSpace(colon + 1);
    int to = line.trimmed(from, line.length());
    if (!line.isValue(from, to)) {
      throw Refusal.of("a header field has a control character");
    }
    into.add(line.ascii(0, nameEnd), line.text(from, to));
  }

  private void headEnds(List<Object> out) throws Refusal {
    var head = message.orElseThrow();
    if (isInterim(head)) {
      restart();
      return;
    }
    left = length(head);
    out.add(head);
    message = Optional.empty();
    if (left == 0) {
      end(out);
    } else if (left == CHUNKED) {
      chunkLineComes();
    } else {
      part = left == UNTIL_CLOSE ? Part.REST : Part.FIXED;
    }
  }

  private boolean end(List<Object> out) {
    out.add(LastHttpContent.EMPTY_LAST_CONTENT);
    restart();
    ended();
    return true;
  }

  private void restart() {
    part = Part.START;
    message = Optional.empty();
    fields = 0;
    looked = 0;
    bytesLeft = mostFirst;
    blank = false;
  }

  private boolean content(ByteBuf in, List<Object> out) {
    int length = (int) Math.min(left, in.readableBytes());
    if (length == 0) {
      return false;
    }
    left -= length;
    out.add(new DefaultHttpContent(in.readRetainedSlice(length)));
    return true;
  }

  private boolean rest(ByteBuf in, List<Object> out) {
    left = in.readableBytes();
    return content(in, out);
  }

  private void chunkLineComes() {
    part = Part.CHUNK_LENGTH;
    bytesLeft = CHUNK_LINE;
  }

  private boolean chunk(Line line) throws Refusal {
    int end = line.find(';', 0);
    if (end == 0 || end > CHUNK_DIGITS || !line.isValue(end, line.length())) {
      throw Refusal.of("a chunk has no proper length");
    }
    left = 0;
    for (int i = 0; i < end; i++) {
      int digit = Character.digit(line.at(i), 16);
      if (digit < 0) {
        throw Refusal.of("a chunk has no proper length");
      }
      left = left * 16 + digit;
    }
    if (left == 0) {
      bytesLeft = mostBytes;
    }
    return next(left == 0 ? Part.TRAILER : Part.CHUNK);
  }

  private boolean chunkEnds(ByteBuf in) throws Refusal {
    if (in.readByte() != '\r' || in.readByte() != '\n') {
      throw Refusal.of("a chunk is longer than it says");
    }
    chunkLineComes();
    return true;
  }

  /** Its fields are for nobody: they are looked at and left out. */
  private boolean trailer(Line line, List<Object> out) throws Refusal {
    if (line.length() == 0) {
      return end(out);
    }
    read(line, DefaultHttpHeadersFactory.trailersFactory().newEmptyHeaders());
    return true;
  }
}
