package dev.cairn.web;

import dev.cairn.core.ProblemException;
import io.javalin.http.Context;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.io.EndPoint;
import org.jdbi.v3.core.ConnectionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The way to a client that reads an answer without an end. */
public final class ClientStream {
  private static final Logger LOG = LoggerFactory.getLogger(ClientStream.class);

  /** For so long at most a stream goes on after the right to it was taken away. */
  static final Duration RIGHT_ASKED_EVERY = Duration.ofSeconds(2);

  private final OutputStream out;
  private final EndPoint connection;
  private final Right right;
  private long asked = System.nanoTime();

  /** Writes a stream; runs on the request's own thread. */
  @FunctionalInterface
  public interface Writer {
    void write(ClientStream client) throws IOException;
  }

  /** Whether the reader may still read: tokens are revoked, sessions end, roles change. */
  @FunctionalInterface
  public interface Right {
    boolean holds();
  }

  private ClientStream(OutputStream out, EndPoint connection, Right right) {
    this.out = out;
    this.connection = connection;
    this.right = right;
  }

  /**
   * Answers with what the writer writes, until it returns, the client has gone or lost the right.
   */
  public static void answer(Context context, String contentType, Right right, Writer writer)
      throws IOException {
    var connection =
        ServletContextRequest.getServletContextRequest(context.req())
            .getConnectionMetaData()
            .getConnection()
            .getEndPoint();
    context.contentType(contentType).header("Connection", "close");
    context.header("X-Accel-Buffering", "no");
    context.res().flushBuffer();
    try {
      writer.write(new ClientStream(context.res().getOutputStream(), connection, right));
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
    if (hasLostRight()) {
      throw new EOFException("the reader may not read this any more");
    }
    out.write(bytes);
    out.flush();
  }

  /**
   * Whether the client closed its side. Nothing else would tell while there is nothing to write:
   * HTTP/1.1 does not read while it answers. What the client might send is of no interest, for the
   * connection ends with this answer. Who may not read any more counts as gone.
   */
  public boolean hasGone() {
    if (hasLostRight()) {
      return true;
    }
    try {
      return !connection.isOpen() || connection.fill(ByteBuffer.allocate(64).flip()) < 0;
    } catch (IOException broken) {
      return true;
    }
  }

  private boolean hasLostRight() {
    if (System.nanoTime() - asked < RIGHT_ASKED_EVERY.toNanos()) {
      return false;
    }
    try {
      if (!right.holds()) {
        return true;
      }
      asked = System.nanoTime();
      return false;
    } catch (ProblemException refused) {
      return true;
    } catch (ConnectionException away) {
      return false; // nobody can revoke anything while the state is away; asked again next time
    }
  }
}
