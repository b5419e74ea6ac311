package dev.cairn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SelfCheckTest {
  private static final Duration SHORT = Duration.ofMillis(50);

  private final List<Socket> taken = new ArrayList<>();
  private ServerSocket server;

  @BeforeEach
  void listen() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
  }

  @AfterEach
  void close() throws IOException {
    server.close();
    for (var each : taken) {
      each.close();
    }
  }

  private CountDownLatch watched() {
    var hung = new CountDownLatch(1);
    new SelfCheck(server::getLocalPort, SHORT, SHORT, hung::countDown).start();
    return hung;
  }

  @Test
  void silenceAtItsPortIsNoticed() throws Exception {
    watched().await();
  }

  @Test
  void portThatNobodyHoldsAnyMoreIsNoticed() throws Exception {
    server.close();
    watched().await();
  }

  @Test
  void whoAnswersNowAndThenIsOnlyBusy() throws Exception {
    var hung = watched();
    for (int i = 0; i < 3 * SelfCheck.MOST_FAILURES; i++) {
      var socket = server.accept();
      taken.add(socket);
      if (i % 2 == 0) {
        socket.getOutputStream().write('H');
      }
    }
    assertThat(hung.getCount()).isOne();
  }

  @Test
  void whoClosesConnectionsIsAtWork() throws Exception {
    var hung = watched();
    for (int i = 0; i < 2 * SelfCheck.MOST_FAILURES; i++) {
      server.accept().close();
    }
    assertThat(hung.getCount()).isOne();
  }

  @Test
  void whatIsClosedAsksNoMore() throws Exception {
    var hung = new CountDownLatch(1);
    var check = new SelfCheck(server::getLocalPort, SHORT, SHORT, hung::countDown);
    check.close();
    check.start();
    assertThat(hung.await(500, TimeUnit.MILLISECONDS)).isFalse();
  }
}
