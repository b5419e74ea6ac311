package dev.cairn.bench;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;

/**
 * One HTTP/1.1 connection that stays open between requests and repeats nothing by itself, so that
 * whatever goes wrong is seen. For one thread at a time.
 */
final class PlainConnection implements AutoCloseable {
  /** What came back. */
  record Answer(int status, String body) {}

  private static final int MAX_LINE = 16 * 1024;

  private final Socket socket = new Socket();
  private final InputStream in;
  private final String host;
  private boolean mayBeUsedAgain = true;

  PlainConnection(URI address, Duration timeout) throws IOException {
    int millis = (int) timeout.toMillis();
    host = address.getHost() + ":" + address.getPort();
    try {
      socket.setTcpNoDelay(true);
      socket.connect(new InetSocketAddress(address.getHost(), address.getPort()), millis);
      socket.setSoTimeout(millis);
      in = new BufferedInputStream(socket.getInputStream());
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  Answer get(String path) throws IOException {
    mayBeUsedAgain = false;
    var request = "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nAccept: */*\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
    var status = Integer.parseInt(line().split(" ", 3)[1]);
    int length = -1;
    boolean chunked = false;
    boolean closes = false;
    for (var header = line(); !header.isEmpty(); header = line()) {
      var lower = header.toLowerCase(Locale.ROOT);
      var value = lower.substring(lower.indexOf(':') + 1).strip();
      if (lower.startsWith("content-length:")) {
        length = Integer.parseInt(value);
      } else if (lower.startsWith("transfer-encoding:")) {
        chunked = value.equals("chunked");
      } else if (lower.startsWith("connection:")) {
        closes = value.equals("close");
      }
    }
    var body = chunked ? chunks() : length >= 0 ? exactly(length) : in.readAllBytes();
    mayBeUsedAgain = !closes && (chunked || length >= 0);
    return new Answer(status, new String(body, StandardCharsets.UTF_8));
  }

  private byte[] chunks() throws IOException {
    var body = new java.io.ByteArrayOutputStream();
    for (int size = size(line()); size > 0; size = size(line())) {
      body.write(exactly(size));
      line();
    }
    line();
    return body.toByteArray();
  }

  private static int size(String line) {
    return Integer.parseInt(line.split(";", 2)[0].strip(), 16);
  }

  private byte[] exactly(int length) throws IOException {
    var bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("answer cut off after %d of %d bytes".formatted(bytes.length, length));
    }
    return bytes;
  }

  private String line() throws IOException {
    var line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0 || line.length() > MAX_LINE) {
        throw new EOFException(line.isEmpty() ? "closed without an answer" : "answer cut off");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  /** Whether the last answer was read whole and neither side said that it closes. */
  boolean mayBeUsedAgain() {
    return mayBeUsedAgain;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
