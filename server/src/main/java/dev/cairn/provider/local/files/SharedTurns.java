package dev.cairn.provider.local.files;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Work that one run does for all who asked before it began. Who asks while one runs shares the
 * next: the one that runs may have passed already what they mean. Turns of different keys know
 * nothing of each other.
 */
final class SharedTurns<K> {
  private final Map<K, Turn> turns = new ConcurrentHashMap<>();

  /** Returns once a run of the work has ended that began after this was called. */
  void share(K key, Runnable work) {
    turns.computeIfAbsent(key, _ -> new Turn()).share(work);
  }

  private static final class Turn {
    private final ReentrantLock running = new ReentrantLock();
    private final Object counters = new Object();
    private long begun;
    private long finished;

    void share(Runnable work) {
      long wanted;
      synchronized (counters) {
        wanted = begun + 1;
      }
      running.lock();
      try {
        synchronized (counters) {
          if (finished >= wanted) {
            return;
          }
          begun++;
          wanted = begun;
        }
        work.run();
        synchronized (counters) {
          finished = wanted;
        }
      } finally {
        running.unlock();
      }
    }
  }
}
