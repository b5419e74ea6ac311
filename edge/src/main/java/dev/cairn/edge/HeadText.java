package dev.cairn.edge;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.util.AsciiString;
import io.netty.util.concurrent.FastThreadLocal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The head of a message as its bytes. Nothing is looked at: whoever made the head has done that.
 */
final class HeadText {
  /** One for each loop: a head is done with before the next is written. */
  private static final FastThreadLocal<HeadText> SHARED =
      new FastThreadLocal<>() {
        @Override
        protected HeadText initialValue() {
          return new HeadText();
        }
      };

  private byte[] bytes = new byte[4096];
  private int length;

  private HeadText() {}

  static HeadText shared() {
    return SHARED.get();
  }

  void write(HttpMessage head, ByteBuf to) {
    length = 0;
    switch (head) {
      case HttpRequest request -> {
        add(request.method().asciiName());
        add(' ');
        add(request.uri());
        add(' ');
        add(request.protocolVersion().text());
      }
      case HttpResponse response -> {
        add(response.protocolVersion().text());
        add(' ');
        add(response.status().codeAsText());
        add(' ');
        add(response.status().reasonPhrase());
      }
      default -> throw new IllegalArgumentException("neither request nor response");
    }
    endLine();
    var fields = head.headers().iteratorCharSequence();
    while (fields.hasNext()) {
      var field = fields.next();
      add(field.getKey());
      add(':');
      add(' ');
      add(field.getValue());
      endLine();
    }
    endLine();
    to.writeBytes(bytes, 0, length);
  }

  private void endLine() {
    add('\r');
    add('\n');
  }

  private void add(char one) {
    makeRoom(1);
    bytes[length++] = (byte) one;
  }

  /** What Latin-1 has not becomes a question mark: its low byte alone could end the line. */
  private void add(CharSequence text) {
    switch (text) {
      case AsciiString ascii -> add(ascii.array(), ascii.arrayOffset(), ascii.length());
      default -> {
        var latin = text.toString().getBytes(StandardCharsets.ISO_8859_1);
        add(latin, 0, latin.length);
      }
    }
  }

  private void add(byte[] some, int from, int count) {
    makeRoom(count);
    System.arraycopy(some, from, bytes, length, count);
    length += count;
  }

  private void makeRoom(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(length + more, 2 * bytes.length));
    }
  }
}
