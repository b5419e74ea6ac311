package dev.cairn.operation;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who wants to hear of what, within this server. */
final class Signals {
  private static final Logger LOG = LoggerFactory.getLogger(Signals.class);

  /** How soon a change made by another server is noticed. */
  private static final Duration FALLBACK = Duration.ofSeconds(2);

  private final Map<UUID, Set<Watch>> watches = new ConcurrentHashMap<>();
  private final List<Runnable> dueListeners = new CopyOnWriteArrayList<>();
  private volatile Runnable pump = () -> {};

  /** Called when an operation has become due. */
  void setPump(Runnable wakeUp) {
    pump = wakeUp;
  }

  /** Has a listener called after the pump; it returns at once. */
  void onDue(Runnable listener) {
    dueListeners.add(listener);
  }

  void due() {
    pump.run();
    dueListeners.forEach(Runnable::run);
  }

  void changed(UUID id) {
    watches.getOrDefault(id, Set.of()).forEach(watch -> watch.pending.release());
  }

  /** Runs {@code listener} on a thread of its own, once for any number of changes meanwhile. */
  AutoCloseable watch(UUID id, Supplier<Long> revision, Runnable listener) {
    var watch = new Watch(revision.get());
    watches.computeIfAbsent(id, key -> ConcurrentHashMap.newKeySet()).add(watch);
    var thread =
        Thread.ofVirtual()
            .name("watch-" + id)
            .start(
                () -> {
                  try {
                    watch.run(revision, listener);
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
    return () -> {
      watches.computeIfPresent(
          id,
          (key, all) -> {
            all.remove(watch);
            return all.isEmpty() ? null : all;
          });
      thread.interrupt();
    };
  }

  private static final class Watch {
    private final Semaphore pending = new Semaphore(0);
    private long seen;

    Watch(long seen) {
      this.seen = seen;
    }

    void run(Supplier<Long> revision, Runnable listener) throws InterruptedException {
      boolean told = false;
      while (!Thread.interrupted()) {
        told |= pending.tryAcquire(FALLBACK.toMillis(), TimeUnit.MILLISECONDS);
        pending.drainPermits();
        try {
          if (told) {
            listener.run();
            told = false;
            continue;
          }
          long now = revision.get();
          if (now != seen) {
            listener.run();
            seen = now;
          }
        } catch (RuntimeException e) {
          // Cairn's own database may be on its way back: who watches is told after the next look.
          LOG.warn("Could not tell of a change; looking again soon: {}", e.toString());
        }
      }
    }
  }
}
