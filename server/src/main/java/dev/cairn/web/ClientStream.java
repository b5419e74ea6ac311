package dev.cairn.web;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.io.EndPoint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The way to a client that reads an answer without an end. */
public final class ClientStream {
  private static final Logger LOG = LoggerFactory.getLogger(ClientStream.class);

  private final OutputStream out;
  private final EndPoint connection;

  /** Writes a stream; runs on the request's own thread. */
  @FunctionalInterface
  public interface Writer {
    void write(ClientStream client) throws IOException;
  }

  private ClientStream(OutputStream out, EndPoint connection) {
    this.out = out;
    this.connection = connection;
  }

  /** Answers with what the writer writes, until it returns or the client has gone. */
  public static void answer(Context context, String contentType, Writer writer) throws IOException {
    var connection =
        ServletContextRequest.getServletContextRequest(context.req())
            .getConnectionMetaData()
            .getConnection()
            .getEndPoint();
    context.contentType(contentType).header("Connection", "close");
    context.header("X-Accel-Buffering", "no");
    context.res().flushBuffer();
    try {
      writer.write(new ClientStream(context.res().getOutputStream(), connection));
    } catch (IOException e) {
      LOG.debug("{}: the client has gone: {}", context.path(), e.toString());
    }
  }

  /** An event of {@code text/event-stream}, of any number of lines. */
  public void event(String name, String data) throws IOException {
    write(
        "event: "
            + name
            + "\n"
            + String.join("", data.lines().map(line -> "data: " + line + "\n").toList())
            + (data.isEmpty() ? "data:\n" : "")
            + "\n");
  }

  public void write(String text) throws IOException {
    write(text.getBytes(StandardCharsets.UTF_8));
  }

  public void write(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
  }

  /**
   * Whether the client closed its side. Nothing else would tell while there is nothing to write:
   * HTTP/1.1 does not read while it answers. What the client might send is of no interest, for the
   * connection ends with this answer.
   */
  public boolean hasGone() {
    try {
      return !connection.isOpen() || connection.fill(ByteBuffer.allocate(64).flip()) < 0;
    } catch (IOException broken) {
      return true;
    }
  }
}
