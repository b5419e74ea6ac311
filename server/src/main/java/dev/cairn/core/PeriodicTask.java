package dev.cairn.core;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * Work that is done again and again, each time a while after the last ended. One that breaks is
 * logged, and done again all the same. Once it is closed nothing of it goes on: whoever takes away
 * afterwards what it looks at is not seen by it.
 */
public final class PeriodicTask implements AutoCloseable {
  private static final Duration LAST_RUN = Duration.ofSeconds(10);

  private final String failure;
  private final BiConsumer<String, Throwable> log;
  private final Duration pause;
  private final Runnable work;
  private final ScheduledExecutorService thread;
  private volatile boolean closed;

  /**
   * Begins with {@link #start}.
   *
   * @param thread that does it
   * @param failure what to log where it breaks: what could not be done
   * @param log is told that, and the cause
   * @param pause from the end of one to the begin of the next
   */
  public PeriodicTask(
      Thread.Builder thread,
      String failure,
      BiConsumer<String, Throwable> log,
      Duration pause,
      Runnable work) {
    this.thread = Executors.newSingleThreadScheduledExecutor(thread.factory());
    this.failure = failure;
    this.log = log;
    this.pause = pause;
    this.work = work;
  }

  /**
   * Does it for the first time after a while. To be called once, before the end.
   *
   * @param first how long to wait
   */
  public void start(Duration first) {
    var _ =
        thread.scheduleWithFixedDelay(
            this::run, first.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void run() {
    try {
      work.run();
    } catch (RuntimeException e) {
      failed(failure, e);
    }
  }

  /** Logs what broke, unless it broke as the end came meanwhile. */
  public void failed(String what, RuntimeException cause) {
    if (!closed) {
      log.accept(what + "; trying again soon", cause);
    }
  }

  /** Whether the end has come. Whatever was seen since may be the end's own work. */
  public boolean isClosed() {
    return closed;
  }

  /**
   * Ends it. One that is under way is interrupted, and awaited for up to ten seconds. Idempotent;
   * not to be called by the work itself.
   */
  @Override
  public void close() {
    closed = true;
    thread.shutdownNow();
    try {
      var _ = thread.awaitTermination(LAST_RUN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
