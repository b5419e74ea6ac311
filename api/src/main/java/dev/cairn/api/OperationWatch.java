package dev.cairn.api;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Reads an operation's server-sent events until it has finished. A server that went away is asked
 * again, for it may be restarting: the operation goes on without it.
 */
final class OperationWatch {
  /** For how long a server may be away, since it was last heard of. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** How long nothing may come over a connection; a server says every few seconds that it lives. */
  private static final Duration SILENCE = Duration.ofSeconds(30);

  private static final Duration PAUSE = Duration.ofMillis(300);

  private final Transport transport;
  private final String path;
  private final Consumer<OperationView> listener;
  private final Duration patience;
  private final Duration silence;
  private Optional<OperationView> last = Optional.empty();
  private volatile Instant heard = Instant.now();

  OperationWatch(Transport transport, String path, Consumer<OperationView> listener) {
    this(transport, path, listener, PATIENCE, SILENCE);
  }

  OperationWatch(
      Transport transport,
      String path,
      Consumer<OperationView> listener,
      Duration patience,
      Duration silence) {
    this.transport = transport;
    this.path = path;
    this.listener = listener;
    this.patience = patience;
    this.silence = silence;
  }

  OperationView await() {
    while (true) {
      try {
        readEvents();
      } catch (ApiProblemException e) {
        giveUp(e);
      } catch (IOException e) {
        giveUp(transport.unreachable(e));
      }
      if (last.isPresent() && isSettled(last.get())) {
        return last.get();
      }
      pause();
    }
  }

  /** Finished, or parked until a person looks: neither changes by waiting. */
  private static boolean isSettled(OperationView operation) {
    return operation.hasFinished() || operation.status().equals("needs-attention");
  }

  private void readEvents() throws IOException {
    try (var body = transport.stream(path, "text/event-stream", silence);
        var watchdog = Executors.newSingleThreadScheduledExecutor();
        var lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
      var period = silence.toMillis() / 2;
      var _ =
          watchdog.scheduleWithFixedDelay(
              () -> closeIfSilent(body), period, period, TimeUnit.MILLISECONDS);
      var data = "";
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        heard = Instant.now();
        if (line.startsWith("data:")) {
          data = line.substring(5).strip();
        } else if (line.isEmpty() && !data.isEmpty()) {
          var view = WireJson.MAPPER.readValue(data, OperationView.class);
          data = "";
          last = Optional.of(view);
          listener.accept(view);
          if (isSettled(view)) {
            return;
          }
        }
      }
    }
  }

  /** A host that vanished ends no connection: who reads would wait for ever. */
  private void closeIfSilent(InputStream body) {
    if (Instant.now().isAfter(heard.plus(silence))) {
      try {
        body.close();
      } catch (IOException e) {
        throw new UncheckedIOException("ending a silent connection", e);
      }
    }
  }

  private void giveUp(ApiProblemException problem) {
    boolean passing = problem.problem().status() == 0 || problem.problem().status() == 503;
    if (!passing || Instant.now().isAfter(heard.plus(patience))) {
      throw problem;
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for the server", e);
    }
  }
}
