package dev.cairn.database;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work on many, one after another: on whom it takes long it goes on beside, so that the others wait
 * for a moment only. That one has its next turn once it is over.
 */
final class OneByOne implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OneByOne.class);
  private static final Duration LAST_TURN = Duration.ofSeconds(10);

  private final Duration patience;
  private final ExecutorService threads;
  private final Map<String, Future<?>> last = new ConcurrentHashMap<>();

  /**
   * @param patience for how long others wait
   */
  OneByOne(Thread.Builder thread, Duration patience) {
    this.patience = patience;
    this.threads = Executors.newThreadPerTaskExecutor(thread.factory());
  }

  /**
   * Does it, or nothing where the last turn of the same is not over. To be called by one thread.
   *
   * @param work that sees to its own failures
   */
  void take(String who, Runnable work) {
    if (Optional.ofNullable(last.get(who)).filter(it -> !it.isDone()).isPresent()) {
      return;
    }
    var turn = threads.submit(work);
    last.put(who, turn);
    try {
      var _ = turn.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      last.remove(who);
    } catch (TimeoutException late) {
      LOG.info("What is done with {} takes long; others are not kept by it", who);
    } catch (ExecutionException e) {
      last.remove(who);
      throw new IllegalStateException("work on " + who + " broke", e);
    } catch (InterruptedException e) {
      turn.cancel(true);
      Thread.currentThread().interrupt();
    }
  }

  /** Interrupts what goes on, and awaits its end for up to ten seconds. */
  @Override
  public void close() {
    threads.shutdownNow();
    try {
      var _ = threads.awaitTermination(LAST_TURN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
