package dev.cairn.bench;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Requests at a fixed rate, whether or not earlier ones were answered. Each is sent once, and
 * counts from the moment at which it was meant to be sent. Connections are kept, but one in four
 * requests has one of its own.
 */
public final class Load implements AutoCloseable {
  /** After this a request counts as unanswered. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final int NEW_CONNECTION_EACH = 4;

  /** How one request went: empty where it was answered with 200. */
  private record Outcome(double second, Duration took, Optional<String> failure) {}

  private final URI address;
  private final long intervalNanos;
  private final long begin = System.nanoTime();
  private final ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor();
  private final ConcurrentLinkedDeque<PlainConnection> kept = new ConcurrentLinkedDeque<>();
  private final ConcurrentLinkedQueue<Outcome> outcomes = new ConcurrentLinkedQueue<>();
  private final Thread pace;
  private volatile boolean ended;

  private Load(URI address, int perSecond) {
    this.address = address;
    this.intervalNanos = Duration.ofSeconds(1).toNanos() / perSecond;
    this.pace = Thread.ofPlatform().name("load").unstarted(this::send);
  }

  /** Asks this address for its path from now on, until {@link #finish}. */
  public static Load start(URI address, int perSecond) {
    var load = new Load(address, perSecond);
    load.pace.start();
    return load;
  }

  private void send() {
    for (long i = 0; !ended; i++) {
      long due = begin + i * intervalNanos;
      long early = due - System.nanoTime();
      if (early > 0) {
        Waiting.pause(Duration.ofNanos(early));
      }
      boolean anew = i % NEW_CONNECTION_EACH == 0;
      requests.execute(() -> request(due, anew));
    }
  }

  private void request(long due, boolean anew) {
    var failure = ask(anew);
    outcomes.add(
        new Outcome((due - begin) / 1e9, Duration.ofNanos(System.nanoTime() - due), failure));
  }

  private Optional<String> ask(boolean anew) {
    try {
      var idle = Optional.ofNullable(anew ? null : kept.poll());
      var connection = idle.isPresent() ? idle.get() : new PlainConnection(address, PATIENCE);
      var answer = connection.get(address.getPath());
      if (!anew && connection.mayBeUsedAgain()) {
        kept.push(connection);
      } else {
        connection.close();
      }
      return answer.status() == 200
          ? Optional.empty()
          : Optional.of(answer.status() + ": " + answer.body().lines().findFirst().orElse(""));
    } catch (SocketTimeoutException _) {
      return Optional.of("no answer in " + PATIENCE.toSeconds() + " s");
    } catch (IOException e) {
      return Optional.of(e.toString());
    }
  }

  /** Goes on until it has lasted so long in all, waits for the last answers, and counts. */
  public Result finish(Duration atLeast) {
    long rest = begin + atLeast.toNanos() - System.nanoTime();
    if (rest > 0) {
      Waiting.pause(Duration.ofNanos(rest));
    }
    close();
    var took = new Samples();
    var failures = new TreeMap<String, Integer>();
    var times = new StringBuilder();
    int failed = 0;
    for (var outcome : outcomes) {
      took.add(outcome.took());
      if (outcome.failure().isPresent()) {
        failed++;
        failures.merge(outcome.failure().get(), 1, Integer::sum);
        if (failed <= 10) {
          times.append(" %.2f s".formatted(outcome.second()));
        }
      }
    }
    return new Result(outcomes.size(), failed, failures, times.toString().strip(), took);
  }

  /** Sends no more and waits for the answers to those sent. */
  @Override
  public void close() {
    ended = true;
    try {
      pace.join();
      requests.close();
      for (var connection : kept) {
        connection.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new IllegalStateException("a connection could not be closed", e);
    }
  }

  /**
   * What became of the requests.
   *
   * @param failures how often which reason
   * @param times when the first failed ones were sent, counted from the load's start
   */
  public record Result(
      int sent, int failed, Map<String, Integer> failures, String times, Samples latency) {
    @Override
    public String toString() {
      var text =
          "%,d requests, %d failed (bound 0); p50 %.1f ms, p99 %.1f ms, longest %.0f ms"
              .formatted(
                  sent, failed, millis(latency, 50), millis(latency, 99), millis(latency, 100));
      return failed == 0 ? text : text + "\n    sent at " + times + ": " + failures;
    }

    private static double millis(Samples samples, int percent) {
      return samples.percentile(percent).toNanos() / 1e6;
    }
  }
}
