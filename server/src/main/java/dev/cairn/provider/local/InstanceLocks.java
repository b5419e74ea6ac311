package dev.cairn.provider.local;

import dev.cairn.core.ProblemException;
import dev.cairn.provider.Progress;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** No two change one instance at once. What goes wrong is a {@link Progress}, and in the log. */
final class InstanceLocks {
  private static final Logger LOG = LoggerFactory.getLogger(InstanceLocks.class);
  private static final Set<String> MAY_PASS =
      Set.of("port-taken", "timed-out", "interrupted", "database-not-answering");
  private static final Duration BACKOFF = Duration.ofSeconds(2);

  private final Map<String, ReentrantLock> locks = new ConcurrentHashMap<>();

  Progress locked(String instanceId, String what, Runnable work) {
    var lock = lock(instanceId);
    lock.lock();
    try {
      return attempt(what, work);
    } finally {
      lock.unlock();
    }
  }

  /** Does nothing where somebody changes it just now. */
  void ifFree(String instanceId, Runnable work) {
    var lock = lock(instanceId);
    if (!lock.tryLock()) {
      return;
    }
    try {
      work.run();
    } finally {
      lock.unlock();
    }
  }

  private ReentrantLock lock(String instanceId) {
    return locks.computeIfAbsent(instanceId, _ -> new ReentrantLock());
  }

  static Progress attempt(String what, Runnable work) {
    try {
      work.run();
      return Progress.ready();
    } catch (ProblemException e) {
      LOG.warn("Could not {}: {}", what, e.getMessage());
      LOG.debug("Could not {}", what, e);
      return MAY_PASS.contains(e.problem().code())
          ? new Progress.Unsettled(e.problem(), BACKOFF)
          : new Progress.Failed(e.problem());
    }
  }
}
