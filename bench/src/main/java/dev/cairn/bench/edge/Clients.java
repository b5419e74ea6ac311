package dev.cairn.bench.edge;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;

/**
 * A number of clients on one thread: each sends its next request when the one before is answered,
 * on one connection or on a new one each time.
 */
final class Clients {
  private static final int READ = 256 * 1024;
  private static final int MOST_SAMPLES = 2_000_000;
  private static final long TICK_MILLIS = 50;

  /**
   * What came of it.
   *
   * @param failed connections that ended, or answered with anything but 200
   */
  record Outcome(double perSecond, double p50Millis, double p99Millis, int failed) {}

  private final int port;
  private final boolean keepAlive;
  private final ByteBuffer request;
  private final ByteBuffer read = ByteBuffer.allocateDirect(READ);
  private final long[] nanos = new long[MOST_SAMPLES];
  private int answered;
  private int failed;
  private boolean ended;

  private Clients(int port, boolean keepAlive) {
    this.port = port;
    this.keepAlive = keepAlive;
    var text =
        "GET /some/path HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: bench\r\nAccept: */*\r\n"
            + (keepAlive ? "" : "Connection: close\r\n")
            + "\r\n";
    var bytes = text.getBytes(StandardCharsets.US_ASCII);
    request = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
  }

  static Outcome run(int port, int connections, boolean keepAlive, Duration time)
      throws IOException {
    return new Clients(port, keepAlive).run(connections, time);
  }

  private static final class Connection {
    private final StringBuilder head = new StringBuilder();
    private boolean inBody;
    private long left;
    private long began;
  }

  private Outcome run(int connections, Duration time) throws IOException {
    try (var selector = Selector.open()) {
      for (int i = 0; i < connections; i++) {
        open(selector);
      }
      long begin = System.nanoTime();
      long end = begin + time.toNanos();
      while (System.nanoTime() < end) {
        selector.select(this::move, TICK_MILLIS);
      }
      ended = true;
      double seconds = (System.nanoTime() - begin) / 1e9;
      for (var key : selector.keys()) {
        key.channel().close();
      }
      int samples = Math.min(answered, MOST_SAMPLES);
      Arrays.sort(nanos, 0, samples);
      return new Outcome(answered / seconds, millis(samples, 50), millis(samples, 99), failed);
    }
  }

  private double millis(int samples, int percent) {
    return samples == 0 ? 0 : nanos[(int) ((long) samples * percent / 100)] / 1e6;
  }

  private void open(Selector selector) throws IOException {
    var connection = new Connection();
    connection.began = System.nanoTime();
    var channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.configureBlocking(false);
    channel.register(selector, SelectionKey.OP_READ, connection);
    channel.write(request.duplicate());
  }

  private void move(SelectionKey key) {
    try {
      read(key, (SocketChannel) key.channel(), (Connection) key.attachment());
    } catch (IOException e) {
      again(key);
    }
  }

  private void read(SelectionKey key, SocketChannel channel, Connection connection)
      throws IOException {
    read.clear();
    if (channel.read(read) < 0) {
      throw new IOException("ended");
    }
    read.flip();
    while (read.hasRemaining()) {
      if (connection.inBody) {
        int part = (int) Math.min(connection.left, read.remaining());
        read.position(read.position() + part);
        connection.left -= part;
      } else {
        head(connection, (char) read.get());
      }
      if (connection.inBody && connection.left == 0) {
        answered(key, channel, connection);
      }
    }
  }

  private void head(Connection connection, char next) throws IOException {
    var head = connection.head.append(next);
    int end = head.length();
    if (next != '\n' || end < 4 || head.charAt(end - 3) != '\n') {
      return;
    }
    var text = head.toString().toLowerCase(Locale.ROOT);
    int at = text.indexOf("content-length: ");
    if (!text.startsWith("http/1.1 200") || at < 0) {
      throw new IOException("not served");
    }
    at += "content-length: ".length();
    connection.left = Long.parseLong(text.substring(at, text.indexOf('\r', at)));
    connection.inBody = true;
    head.setLength(0);
  }

  private void answered(SelectionKey key, SocketChannel channel, Connection connection)
      throws IOException {
    long now = System.nanoTime();
    if (answered < MOST_SAMPLES) {
      nanos[answered] = now - connection.began;
    }
    answered++;
    connection.inBody = false;
    if (keepAlive) {
      connection.began = now;
      channel.write(request.duplicate());
    } else {
      channel.close();
      open(key.selector());
    }
  }

  /** One that failed is replaced. */
  private void again(SelectionKey key) {
    failed++;
    try {
      key.channel().close();
      if (!ended) {
        open(key.selector());
      }
    } catch (IOException refused) {
      failed++;
    }
  }
}
