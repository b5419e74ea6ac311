package dev.cairn.edge;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks this edge as a client does, through the port of a stage and all that a request passes, and
 * ends the process where it does not answer: an edge that hangs, or has no memory left for what it
 * reads, is not mended by waiting, and its loop starts another within a second. On a thread of its
 * own, with nothing of what it looks at. It says a secret of this start, so that nobody else can
 * ask: its request is counted nowhere.
 */
final class SelfCheck {
  /** EX_SOFTWARE of sysexits.h. */
  static final int HANGS = 70;

  private static final Logger log = LoggerFactory.getLogger(SelfCheck.class);
  private static final Duration PERIOD = Duration.ofSeconds(5);
  private static final int MOST_FAILURES = 6;

  private final CountDownLatch ended = new CountDownLatch(1);
  private final IntSupplier port;
  private final CheckSecret secret;
  private final Runnable onHang;

  /**
   * @param port of the stage to ask at; 0 while there is none
   */
  SelfCheck(IntSupplier port, CheckSecret secret, Runnable onHang) {
    this.port = port;
    this.secret = secret;
    this.onHang = onHang;
  }

  void start() {
    Thread.ofPlatform().daemon().name("self-check").start(this::run);
  }

  private void run() {
    int failures = 0;
    while (true) {
      try {
        if (ended.await(PERIOD.toMillis(), TimeUnit.MILLISECONDS)) {
          return;
        }
      } catch (InterruptedException e) {
        return;
      }
      int asked = port.getAsInt();
      failures = asked == 0 || answers(asked, secret, PERIOD) ? 0 : failures + 1;
      if (failures == MOST_FAILURES) {
        log.error("This edge does not answer at port {}: ending, to be started again", asked);
        onHang.run();
        return;
      }
    }
  }

  /** Whether the edge with this secret serves at a port of this machine. */
  static boolean answers(int port, CheckSecret secret, Duration within) {
    try (var socket = new Socket()) {
      int millis = (int) within.toMillis();
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), millis);
      socket.setSoTimeout(millis);
      var request =
          "GET "
              + Hosts.CHECK_PATH
              + " HTTP/1.1\r\nHost: "
              + Hosts.CHECK
              + "\r\n"
              + CheckSecret.HEADER
              + ": "
              + secret.reveal()
              + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      var answer = socket.getInputStream().readNBytes("HTTP/1.1 204".length());
      return new String(answer, StandardCharsets.US_ASCII).equals("HTTP/1.1 204");
    } catch (IOException e) {
      return false;
    }
  }
}
