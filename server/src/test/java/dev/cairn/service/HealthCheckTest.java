package dev.cairn.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class HealthCheckTest {
  private ServerSocket server;
  private final CountDownLatch end = new CountDownLatch(1);

  /** What a port answers to one who asked. */
  private interface Answer {
    void write(Socket socket) throws IOException, InterruptedException;
  }

  @BeforeEach
  void listen() throws IOException {
    server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void close() throws IOException {
    end.countDown();
    server.close();
  }

  @Test
  void anAnswerMayComeInPiecesAndWithBareNewlines() {
    assertThat(
            look(
                socket -> {
                  for (var piece : new String[] {"HTT", "P/1.1 20", "0 OK\nA: b", "\n\n"}) {
                    write(socket, piece);
                  }
                  end.await();
                }))
        .isEmpty();
  }

  @Test
  void aRefusalIsTold() {
    assertThat(look(socket -> write(socket, "HTTP/1.1 503 Busy\r\n\r\n")))
        .contains("GET /up answered 503");
  }

  @Test
  @Timeout(20)
  void aStreamWithoutAnEndIsReadNoFurtherThanAHeadIsLong() {
    var written = new long[1];

    assertThat(
            look(
                socket -> {
                  var block = "x".repeat(8192);
                  while (end.getCount() > 0) {
                    write(socket, block);
                    written[0] += block.length();
                  }
                }))
        .hasValueSatisfying(why -> assertThat(why).contains("it does not speak HTTP"));
    assertThat(written[0]).isLessThan(32L * 1024 * 1024);
  }

  @Test
  @Timeout(20)
  void aTrickleHoldsTheLookNoLongerThanAnyOther() {
    long begun = System.nanoTime();

    assertThat(
            look(
                socket -> {
                  do {
                    write(socket, "H");
                  } while (!end.await(500, TimeUnit.MILLISECONDS));
                }))
        .isPresent();
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(12));
  }

  private Optional<String> look(Answer answer) {
    Thread.ofVirtual()
        .start(
            () -> {
              try (var socket = server.accept()) {
                answer.write(socket);
              } catch (IOException e) {
                // It hung up, or the test is over.
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    return HealthCheck.failure("127.0.0.1:" + server.getLocalPort(), Optional.of("/up"), 7800);
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
  }
}
