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

  /**
   * For an answer, and from a question without one to the next; three times as long where all is
   * well, for an idle edge to sleep: all together are half a minute.
   */
  private static final Duration PERIOD = Duration.ofSeconds(5);

  static final int MOST_FAILURES = 3;

  private final CountDownLatch ended = new CountDownLatch(1);
  private final IntSupplier port;
  private final CheckSecret secret;
  private final Loops loops;
  private final Runnable onHang;
  private final Duration period;

  /** What serves, of which one request meets only a part. */
  interface Loops {
    /** Whether each comes round in that time. */
    boolean areAlive(long millis) throws InterruptedException;
  }

  /**
   * @param port of the stage to ask at; 0 while there is none
   */
  SelfCheck(IntSupplier port, CheckSecret secret, Loops loops, Runnable onHang) {
    this(port, secret, loops, onHang, PERIOD);
  }

  SelfCheck(IntSupplier port, CheckSecret secret, Loops loops, Runnable onHang, Duration period) {
    this.loops = loops;
    this.period = period;
    this.port = port;
    this.secret = secret;
    this.onHang = onHang;
  }

  void start() {
    Thread.ofPlatform().daemon().name("self-check").start(this::run);
  }

  private void run() {
    int failures = 0;
    int asked = 0;
    var pause = period;
    while (failures < MOST_FAILURES) {
      try {
        if (ended.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
          return;
        }
      } catch (InterruptedException e) {
        return;
      }
      long began = System.nanoTime();
      asked = port.getAsInt();
      failures = asked == 0 || isWell(asked) ? 0 : failures + 1;
      pause =
          failures == 0
              ? period.multipliedBy(3)
              : period.minusNanos(System.nanoTime() - began); // none where it waited in vain
    }
    log.error("This edge does not answer at port {}: ending, to be started again", asked);
    onHang.run();
  }

  /** One question, after a word to each loop: of several that one meets one alone. */
  private boolean isWell(int asked) {
    try {
      return loops.areAlive(period.toMillis()) && answers(asked, secret, period);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true; // whoever stops the asking wants nothing ended
    }
  }

  /** Whether the edge with this secret serves at a port of this machine, in so long in all. */
  static boolean answers(int port, CheckSecret secret, Duration within) {
    try (var socket = new Socket()) {
      long began = System.nanoTime();
      var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
      socket.connect(address, (int) within.toMillis());
      long left = within.minusNanos(System.nanoTime() - began).toMillis();
      socket.setSoTimeout((int) Math.max(1, left));
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
