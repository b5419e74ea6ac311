package dev.cairn.api;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads an operation's server-sent events until it has finished. A server that went away is asked
 * again, for it may be restarting: the operation goes on without it.
 */
final class OperationWatch {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration PAUSE = Duration.ofMillis(300);

  private final Transport transport;
  private final String path;
  private final Consumer<OperationView> listener;
  private Optional<OperationView> last = Optional.empty();

  OperationWatch(Transport transport, String path, Consumer<OperationView> listener) {
    this.transport = transport;
    this.path = path;
    this.listener = listener;
  }

  OperationView await() {
    var heard = Instant.now();
    while (true) {
      try {
        if (readEvents()) {
          heard = Instant.now();
        }
      } catch (ApiProblemException e) {
        giveUp(e, heard);
      } catch (IOException e) {
        giveUp(transport.unreachable(e), heard);
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

  /** Whether at least one event came. */
  private boolean readEvents() throws IOException {
    boolean heard = false;
    try (var lines =
        new BufferedReader(
            new InputStreamReader(
                transport.stream(path, "text/event-stream"), StandardCharsets.UTF_8))) {
      var data = "";
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("data:")) {
          data = line.substring(5).strip();
        } else if (line.isEmpty() && !data.isEmpty()) {
          var view = WireJson.MAPPER.readValue(data, OperationView.class);
          data = "";
          last = Optional.of(view);
          heard = true;
          listener.accept(view);
          if (isSettled(view)) {
            return true;
          }
        }
      }
    }
    return heard;
  }

  private static void giveUp(ApiProblemException problem, Instant heard) {
    boolean passing = problem.problem().status() == 0 || problem.problem().status() == 503;
    if (!passing || Instant.now().isAfter(heard.plus(PATIENCE))) {
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
