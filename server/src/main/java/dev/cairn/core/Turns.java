package dev.cairn.core;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Work of one kind that anybody can ask for and that takes much: one at a time, in the order of
 * asking, and not for ever more of it. On a thread of the system's: one of few that serve all
 * requests would not be there for the others meanwhile.
 */
public final class Turns {
  /** Each waits for those before it: more would wait for longer than anybody does. */
  public static final int MOST_WAITING = 64;

  private final Semaphore one = new Semaphore(1, true);
  private final String name;
  private final Problem busy;

  /**
   * @param name of the thread
   * @param busy what the next is told where {@link #MOST_WAITING} wait
   */
  public Turns(String name, Problem busy) {
    this.name = name;
    this.busy = busy;
  }

  /**
   * What the work returns or throws.
   *
   * @throws ProblemException where too many wait
   */
  public <T> T alone(Supplier<T> work) {
    if (one.getQueueLength() >= MOST_WAITING) {
      throw busy.toException();
    }
    one.acquireUninterruptibly();
    try {
      return onThread(work);
    } finally {
      one.release();
    }
  }

  private <T> T onThread(Supplier<T> work) {
    var thread = Thread.ofPlatform().daemon().name(name);
    try {
      return CompletableFuture.supplyAsync(work, thread::start).join();
    } catch (CompletionException e) {
      switch (e.getCause()) {
        case RuntimeException failed -> throw failed;
        case Error failed -> throw failed;
        case null, default -> throw e;
      }
    }
  }
}
