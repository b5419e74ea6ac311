package dev.cairn.web.api;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.io.EndPoint;

/** The way to a client that reads an answer without an end. */
final class ClientStream {
  private final OutputStream out;
  private final EndPoint connection;

  ClientStream(OutputStream out, EndPoint connection) {
    this.out = out;
    this.connection = connection;
  }

  void write(String text) throws IOException {
    write(text.getBytes(StandardCharsets.UTF_8));
  }

  void write(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
  }

  /**
   * Whether the client closed its side. Nothing else would tell while there is nothing to write:
   * HTTP/1.1 does not read while it answers. What the client might send is of no interest, for the
   * connection ends with this answer.
   */
  boolean hasGone() {
    try {
      return !connection.isOpen() || connection.fill(ByteBuffer.allocate(64).flip()) < 0;
    } catch (IOException broken) {
      return true;
    }
  }
}
