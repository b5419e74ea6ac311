package dev.cairn.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoadTest {
  private final AtomicInteger asked = new AtomicInteger();
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private HttpServer server;
  private URI address;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 128);
    server.setExecutor(executor);
    server.createContext(
        "/",
        exchange -> {
          var body = "hello".getBytes(StandardCharsets.UTF_8);
          boolean fails =
              exchange.getRequestURI().getPath().equals("/flaky") && asked.get() % 10 == 3;
          asked.incrementAndGet();
          exchange.sendResponseHeaders(fails ? 503 : 200, body.length);
          try (var out = exchange.getResponseBody()) {
            out.write(body);
          }
        });
    server.start();
    address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  @AfterEach
  void stop() {
    server.stop(0);
    executor.close();
  }

  @Test
  void sendsAtItsRateAndCountsEachRequestOnce() {
    var result = Load.start(address, 200).finish(Duration.ofSeconds(1));

    assertThat(result.sent()).isEqualTo(asked.get()).isBetween(190, 215);
    assertThat(result.failed()).isZero();
    assertThat(result.latency().percentile(50)).isLessThan(Duration.ofSeconds(1));
  }

  @Test
  void keepsTheReasonOfEachFailure() {
    var result = Load.start(address.resolve("/flaky"), 100).finish(Duration.ofSeconds(1));

    assertThat(result.failed()).isPositive().isLessThan(result.sent());
    assertThat(result.failures()).containsOnlyKeys("503: hello");
  }

  @Test
  void countsRequestsThatNobodyTook() {
    server.stop(0);

    var result = Load.start(address, 50).finish(Duration.ofMillis(500));

    assertThat(result.failed()).isEqualTo(result.sent()).isPositive();
  }
}
