package dev.cairn.core;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * Work that is done again and again, each time a while after the last ended, or {@linkplain #now at
 * once} where somebody knows of a reason. One that breaks is logged, and done again all the same.
 * Once it is closed nothing of it goes on: whoever takes away afterwards what it looks at is not
 * seen by it.
 *
 * <p>On a platform thread, each time wakes one thread of the process; on a virtual one it wakes
 * those that carry it too. Frequent ones take the first.
 */
public final class PeriodicTask implements AutoCloseable {
  private static final Duration LAST_RUN = Duration.ofSeconds(10);

  private final Thread.Builder thread;
  private final String failure;
  private final BiConsumer<String, Throwable> log;
  private final Duration pause;
  private final Supplier<Duration> work;
  private final Semaphore reasons = new Semaphore(0);
  private volatile Optional<Thread> running = Optional.empty();
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
    this(
        thread,
        failure,
        log,
        pause,
        () -> {
          work.run();
          return pause;
        });
  }

  /**
   * The same, where each says how long the pause after it is.
   *
   * @param pause after one that broke
   */
  public PeriodicTask(
      Thread.Builder thread,
      String failure,
      BiConsumer<String, Throwable> log,
      Duration pause,
      Supplier<Duration> work) {
    this.thread = thread;
    this.failure = failure;
    this.log = log;
    this.pause = pause;
    this.work = work;
  }

  /**
   * Does it for the first time after a while. To be called once.
   *
   * @param first how long to wait
   */
  public synchronized void start(Duration first) {
    if (!closed) {
      running = Optional.of(thread.start(() -> repeat(first)));
    }
  }

  /** Does it without waiting for the end of the pause; once more where it is just being done. */
  public void now() {
    reasons.release();
  }

  private void repeat(Duration first) {
    var wait = first;
    while (!closed) {
      try {
        var _ = reasons.tryAcquire(wait.toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        continue; // the end came, or the last one left this behind
      }
      reasons.drainPermits();
      wait = run();
    }
  }

  private Duration run() {
    try {
      return work.get();
    } catch (RuntimeException e) {
      failed(failure, e);
      return pause;
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
  public synchronized void close() {
    closed = true;
    running.ifPresent(PeriodicTask::end);
  }

  private static void end(Thread thread) {
    thread.interrupt();
    try {
      var _ = thread.join(LAST_RUN);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
