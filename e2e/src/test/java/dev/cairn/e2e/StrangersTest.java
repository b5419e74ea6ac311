package dev.cairn.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.bench.Installation;
import dev.cairn.bench.Waiting;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What somebody without an account did to the packaged server, with the heap that it has. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StrangersTest {
  private static final int FORMS = 83;
  private static final String BODY = "csrf=&name=admin&password=" + "a".repeat(900_000);

  private final Installation installation = Installation.empty();

  @BeforeAll
  void start() {
    installation.up();
  }

  @AfterAll
  void takeDown() {
    installation.close();
  }

  @Test
  void largeSignInFormsEndNothing() throws Exception {
    long before = installation.serverPid();
    for (int i = 0; i < FORMS; i++) {
      sendForm();
    }
    try (var all = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<Void> one =
          () -> {
            sendForm();
            return null;
          };
      for (var sent : all.invokeAll(Collections.nCopies(FORMS, one))) {
        sent.get();
      }
    }
    assertThat(answers()).isTrue();
    assertThat(installation.serverPid()).isEqualTo(before);
    assertThat(Installation.isAlive(before)).isTrue();
  }

  /** As far as it is taken. */
  private void sendForm() throws IOException {
    try (var socket =
        new Socket(InetAddress.getLoopbackAddress(), installation.console().getPort())) {
      socket.setSoTimeout(10_000);
      var out = socket.getOutputStream();
      out.write(
          ("POST /sign-in HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                  + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: "
                  + BODY.length()
                  + "\r\n\r\n"
                  + BODY)
              .getBytes(StandardCharsets.US_ASCII));
      var answer = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
      assertThat(answer).isEqualTo("HTTP/1.1 413");
    } catch (SocketException refused) {
      // It was answered and hung up before all was sent, which is what matters.
    }
  }

  @Test
  void killedItIsStartedAgain() throws IOException {
    long before = installation.serverPid();
    Installation.kill9(before);
    Waiting.until(Duration.ofSeconds(60), "an answer of another", this::answers);
    assertThat(installation.serverPid()).isNotEqualTo(before);
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(installation.home().resolve("logs/server.log"))))
        .isEqualTo("rw-------");
  }

  private boolean answers() {
    try (var client = HttpClient.newHttpClient()) {
      var request =
          HttpRequest.newBuilder(URI.create(installation.console() + "/healthz"))
              .timeout(Duration.ofSeconds(5))
              .build();
      return client.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
