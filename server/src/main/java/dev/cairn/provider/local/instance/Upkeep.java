package dev.cairn.provider.local.instance;

import dev.cairn.core.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is done now and then for an instance that runs: its storage and its connections are guarded,
 * and one of an earlier Cairn's is brought to what new ones are, once in this one's life; where
 * that fails, as an application holds what is to be changed, some time later again.
 */
public final class Upkeep {
  private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
  private static final Duration BETWEEN_TRIES = Duration.ofMinutes(5);

  private final StorageGuard guard;

  /** When each is looked at next; the end of time where it is as it should be. */
  private final Map<String, Instant> next = new ConcurrentHashMap<>();

  public Upkeep(StorageGuard guard) {
    this.guard = guard;
  }

  public void look(LocalEngine engine, InstanceFiles files, InstanceRecord instance) {
    if (instance.replication().isClosed()) {
      return;
    }
    if (instance.isReplica()) {
      Replicating.findPrimary(files, instance)
          .filter(_ -> instance.replication().follows())
          .ifPresent(it -> follow(engine, files, instance, it));
    } else {
      guard.look(engine, files, instance);
    }
    engine.boundLogs(files, instance);
    engine.endHalfLogins(files, instance);
    var now = Instant.now();
    if (next.getOrDefault(instance.id(), Instant.MIN).isAfter(now)) {
      return;
    }
    try {
      engine.bringUpToDate(files, instance);
      next.put(instance.id(), Instant.MAX);
    } catch (ProblemException e) {
      next.put(instance.id(), now.plus(BETWEEN_TRIES));
      LOG.warn("{} is not brought up to date yet: {}", instance.id(), e.getMessage());
    }
  }

  /** What keeps it from following is told by its status. */
  private static void follow(
      LocalEngine engine, InstanceFiles files, InstanceRecord replica, InstanceRecord primary) {
    try {
      engine.follow(files, Replicating.following(files, replica, primary), primary);
    } catch (ProblemException e) {
      LOG.debug("{} does not follow yet: {}", replica.id(), e.getMessage());
    }
  }
}
