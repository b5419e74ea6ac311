package dev.cairn.edge;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import javax.net.ssl.SSLSocket;

/** A client of HTTP/2 that writes whatever it is told to, in frames (RFC 9113 §4). */
final class Frames {
  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int RESET = 3;
  static final int SETTINGS = 4;
  static final int PING = 6;
  static final int GO_AWAY = 7;
  static final int WINDOW = 8;
  static final int CONTINUATION = 9;
  static final int END_STREAM = 1;
  static final int END_HEADERS = 4;
  private static final int ACK = 1;

  record Frame(int type, int flags, int stream, ByteBuf payload) {
    boolean ends() {
      return type <= HEADERS && (flags & END_STREAM) != 0;
    }

    int number(int at) {
      return payload.getInt(at);
    }
  }

  private final SSLSocket socket;
  private final DataInputStream in;
  private final DefaultHttp2HeadersDecoder heads = new DefaultHttp2HeadersDecoder(false);

  /** Says hello with no settings of its own. */
  Frames(TlsRig rig, String name) throws IOException {
    socket = rig.connect(name, p -> p.setApplicationProtocols(new String[] {"h2"}));
    in = new DataInputStream(socket.getInputStream());
    Raw.write(socket, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    write(SETTINGS, 0, 0, new byte[0]);
  }

  void write(int type, int flags, int stream, byte[] payload) throws IOException {
    var frame = new ByteArrayOutputStream();
    frame.write(payload.length >> 16);
    frame.write(payload.length >> 8);
    frame.write(payload.length);
    frame.write(type);
    frame.write(flags);
    frame.writeBytes(number(stream));
    frame.writeBytes(payload);
    socket.getOutputStream().write(frame.toByteArray());
  }

  static byte[] number(int n) {
    return new byte[] {(byte) (n >> 24), (byte) (n >> 16), (byte) (n >> 8), (byte) n};
  }

  /** Literal fields, RFC 7541 §6.2.2, as they are. */
  static byte[] block(String... fields) {
    var block = new ByteArrayOutputStream();
    for (int i = 0; i < fields.length; i += 2) {
      block.write(0);
      text(block, fields[i]);
      text(block, fields[i + 1]);
    }
    return block.toByteArray();
  }

  private static void text(ByteArrayOutputStream block, String text) {
    var bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    if (bytes.length < 127) {
      block.write(bytes.length);
    } else {
      block.write(127);
      int rest = bytes.length - 127;
      for (; rest >= 128; rest >>= 7) {
        block.write((rest & 127) | 128);
      }
      block.write(rest);
    }
    block.writeBytes(bytes);
  }

  static String[] request(String method, String path, String... more) {
    var all = new String[8 + more.length];
    var first = new String[] {":method", method, ":scheme", "https", ":path", path};
    System.arraycopy(first, 0, all, 0, 6);
    all[6] = ":authority";
    all[7] = TlsRig.NOTES;
    System.arraycopy(more, 0, all, 8, more.length);
    return all;
  }

  void ask(int stream, boolean whole, String... fields) throws IOException {
    write(HEADERS, END_HEADERS | (whole ? END_STREAM : 0), stream, block(fields));
  }

  /** The next frame that is no settings, acknowledgement or window; empty at the end. */
  Optional<Frame> next() throws IOException {
    while (true) {
      int first = in.read();
      if (first < 0) {
        return Optional.empty();
      }
      int length = (first << 16) | in.readUnsignedShort();
      int type = in.read();
      int flags = in.read();
      int stream = in.readInt() & Integer.MAX_VALUE;
      var frame = new Frame(type, flags, stream, Unpooled.wrappedBuffer(in.readNBytes(length)));
      if (type == SETTINGS && (flags & ACK) == 0) {
        write(SETTINGS, ACK, 0, new byte[0]);
      } else if (type != SETTINGS && type != WINDOW && type != PING) {
        return Optional.of(frame);
      }
    }
  }

  /** What comes of a stream: its status, or the error that it is reset or refused with. */
  String outcome(int stream) throws IOException {
    while (true) {
      var frame = next();
      if (frame.isEmpty()) {
        return "end";
      }
      switch (frame.get().type()) {
        case GO_AWAY -> {
          return "go away " + frame.get().number(4);
        }
        case RESET -> {
          if (frame.get().stream() == stream) {
            return "reset " + frame.get().number(0);
          }
        }
        case HEADERS -> {
          var status = status(frame.get());
          if (frame.get().stream() == stream) {
            return status;
          }
        }
        default -> {}
      }
    }
  }

  private String status(Frame frame) throws IOException {
    try {
      return heads.decodeHeaders(frame.stream(), frame.payload()).status().toString();
    } catch (Http2Exception e) {
      throw new IOException(e);
    }
  }

  /** The bytes of a stream's answer, after its head, to its end. */
  byte[] body(int stream) throws IOException {
    var all = new ByteArrayOutputStream();
    for (var frame = next(); frame.isPresent(); frame = next()) {
      if (frame.get().stream() == stream && frame.get().type() == DATA) {
        all.writeBytes(ByteBufUtil.getBytes(frame.get().payload()));
      }
      if (frame.get().stream() == stream && frame.get().ends()) {
        break;
      }
    }
    return all.toByteArray();
  }
}
