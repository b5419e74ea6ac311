package dev.cairn.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections that end badly or not at all. */
@Timeout(60)
class OperationWatchTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofSeconds(1);

  private final CountDownLatch over = new CountDownLatch(1);
  private final AtomicInteger calls = new AtomicInteger();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<String> seen = new ArrayList<>();
  private HttpServer server;
  private Transport transport;

  /** What the first connection comes to; those after it tell that the operation succeeded. */
  private interface First {
    void answer(HttpExchange exchange) throws IOException, InterruptedException;
  }

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.start();
    transport =
        new Transport(
            URI.create("http://127.0.0.1:" + server.getAddress().getPort()), Optional::empty);
  }

  @AfterEach
  void stop() {
    over.countDown();
    transport.close();
    server.stop(0);
    threads.close();
  }

  private void answer(First first) {
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            if (calls.getAndIncrement() == 0) {
              first.answer(exchange);
            } else {
              exchange.sendResponseHeaders(200, 0);
              write(exchange, event("succeeded", ",\"finishedAt\":\"2026-01-01T00:00:00Z\""));
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  private OperationView watch(Duration patience, Duration silence) {
    return new OperationWatch(
            transport, "/events", view -> seen.add(view.status()), patience, silence)
        .await();
  }

  private static String event(String status, String more) {
    return "data: {\"id\":\"7\",\"status\":\"" + status + "\"" + more + "}\n\n";
  }

  private static void write(HttpExchange exchange, String text) throws IOException {
    exchange.getResponseBody().write(text.getBytes(UTF_8));
    exchange.getResponseBody().flush();
  }

  @Test
  void connectionThatIsCutAfterLongerThanThePatienceIsMadeAnew() {
    answer(
        exchange -> {
          exchange.sendResponseHeaders(200, 1000);
          write(exchange, event("open", ""));
          for (int beat = 0; beat < 4; beat++) {
            assertThat(over.await(SHORT.toMillis() / 2, TimeUnit.MILLISECONDS)).isFalse();
            write(exchange, ": still there\n\n");
          }
        });

    assertThat(watch(SHORT, LONG).hasSucceeded()).isTrue();
    assertThat(seen).containsExactly("open", "succeeded");
  }

  @Test
  void connectionOverWhichNothingComesAnyMoreIsMadeAnew() {
    answer(
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          write(exchange, event("open", ""));
          over.await();
        });

    assertThat(watch(LONG, SHORT).hasSucceeded()).isTrue();
    assertThat(seen).containsExactly("open", "succeeded");
  }

  @Test
  void connectionThatIsNeverAnsweredIsMadeAnew() {
    answer(exchange -> over.await());

    assertThat(watch(LONG, SHORT).hasSucceeded()).isTrue();
  }

  @Test
  void serverThatStaysAwayIsGivenUp() {
    server.stop(0);

    var thrown = catchThrowableOfType(ApiProblemException.class, () -> watch(SHORT, LONG));

    assertThat(thrown.problem().code()).isEqualTo("server-unreachable");
  }
}
