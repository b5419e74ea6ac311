package dev.cairn.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SelfCheckTest {
  @Test
  void anEdgeThatAnswersNothingIsEnded() throws Exception {
    var ended = new CountDownLatch(1);
    var asked = new AtomicInteger();
    try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      var check =
          new SelfCheck(
              () -> {
                asked.incrementAndGet();
                return silent.getLocalPort();
              },
              new CheckSecret(),
              millis -> true,
              ended::countDown,
              Duration.ofMillis(50));
      check.start();
      assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(asked).hasValue(SelfCheck.MOST_FAILURES);
  }

  /** One question meets one loop: the others are asked by a word. */
  @Test
  void soIsOneOfWhichALoopHangs() throws Exception {
    var ended = new CountDownLatch(1);
    var check =
        new SelfCheck(
            () -> 1, new CheckSecret(), millis -> false, ended::countDown, Duration.ofMillis(10));
    check.start();
    assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
  }
}
