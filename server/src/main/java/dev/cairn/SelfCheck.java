package dev.cairn;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks this server as a client does, through its port and all that a request passes, and ends the
 * process where it is silent again and again: one that hangs is not mended by waiting, and its loop
 * starts another. On a thread of its own, with nothing of what it looks at. Any answer will do, and
 * so does a connection that gives way to others: who closes one is at work.
 */
final class SelfCheck implements AutoCloseable {
  /** EX_SOFTWARE of sysexits.h; see server-loop.sh. */
  static final int HANGS = 70;

  /** Two minutes of silence: a machine that is only busy answers one of so many. */
  static final int MOST_FAILURES = 5;

  static final Duration PERIOD = Duration.ofSeconds(15);
  static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final Logger LOG = LoggerFactory.getLogger(SelfCheck.class);

  private final CountDownLatch ended = new CountDownLatch(1);
  private final IntSupplier port;
  private final Duration period;
  private final Duration patience;
  private final Runnable onHang;

  /**
   * @param port where this server answers on {@code 127.0.0.1} without TLS
   */
  SelfCheck(IntSupplier port, Runnable onHang) {
    this(port, PERIOD, PATIENCE, onHang);
  }

  /**
   * The same.
   *
   * @param period between two questions
   * @param patience for an answer
   */
  SelfCheck(IntSupplier port, Duration period, Duration patience, Runnable onHang) {
    this.port = port;
    this.period = period;
    this.patience = patience;
    this.onHang = onHang;
  }

  /** To be called once it serves. */
  void start() {
    Thread.ofPlatform().daemon().name("self-check").start(this::run);
  }

  private void run() {
    int asked = port.getAsInt();
    int failures = 0;
    try {
      while (!ended.await(period.toMillis(), TimeUnit.MILLISECONDS)) {
        failures = isSilent(asked, patience) ? failures + 1 : 0;
        if (failures == MOST_FAILURES && ended.getCount() > 0) {
          LOG.error("This server does not answer at port {}: ending, to be started again", asked);
          onHang.run();
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether nothing comes from a port of this machine, not even a connection's end. */
  static boolean isSilent(int port, Duration within) {
    int millis = (int) within.toMillis();
    try (var socket = new Socket()) {
      try {
        socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), millis);
      } catch (IOException nobodyTakesIt) {
        return true;
      }
      socket.setSoTimeout(millis);
      var request = "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      var _ = socket.getInputStream().read();
      return false;
    } catch (SocketTimeoutException e) {
      return true;
    } catch (IOException gaveWay) {
      return false;
    }
  }

  @Override
  public void close() {
    ended.countDown();
  }
}
