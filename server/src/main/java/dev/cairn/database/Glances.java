package dev.cairn.database;

import dev.cairn.core.PeriodicTask;
import dev.cairn.core.ProblemException;
import dev.cairn.provider.DatabaseProvider;
import dev.cairn.provider.Observed;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is seen of databases every two seconds, between the looks of the {@link DriftCheck} at what
 * should be: Cairn's own database is asked nothing. Their storage is guarded, and one that runs no
 * more, takes no more writes or takes them again is told of; what to do is decided by a look.
 */
final class Glances implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Glances.class);
  private static final Duration BETWEEN = Duration.ofSeconds(2);

  /** For one that hangs, before the others are glanced at. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final Runnable changed;
  private final OneByOne looks = new OneByOne(Thread.ofVirtual().name("glance-", 0), PATIENCE);
  private final PeriodicTask glancing =
      new PeriodicTask(
          Thread.ofPlatform().name("glances").daemon(),
          "Databases could not be glanced at",
          LOG::error,
          BETWEEN,
          this::glance);
  private volatile Map<String, DatabaseProvider> running = Map.of();

  /** Those that were seen to take no writes. */
  private final Set<String> readOnly = ConcurrentHashMap.newKeySet();

  /**
   * @param changed called where one is not as it was; returns at once
   */
  Glances(Runnable changed) {
    this.changed = changed;
  }

  void start() {
    glancing.start(BETWEEN);
  }

  /** From now on at these, which ran just now, by their identifiers. */
  void at(Map<String, DatabaseProvider> found) {
    running = Map.copyOf(found);
    readOnly.retainAll(found.keySet());
    found.forEach((identifier, provider) -> provider.onEnd(identifier, changed));
  }

  void glance() {
    running.forEach(
        (identifier, provider) -> looks.take(identifier, () -> glanceSafely(identifier, provider)));
  }

  /** One that cannot be looked at must not keep the others from it. */
  private void glanceSafely(String identifier, DatabaseProvider provider) {
    try {
      var found = provider.observe(identifier);
      boolean runs = found.state() == Observed.State.RUNNING;
      if (!runs || hasTurned(identifier, found.writable())) {
        changed.run();
      }
      if (runs) {
        provider.guardStorage(identifier);
      }
    } catch (ProblemException e) {
      LOG.warn("{} could not be glanced at: {}", identifier, e.getMessage());
    } catch (RuntimeException e) {
      glancing.failed(identifier + " could not be glanced at", e);
    }
  }

  private boolean hasTurned(String identifier, boolean isWritable) {
    return isWritable ? readOnly.remove(identifier) : readOnly.add(identifier);
  }

  @Override
  public void close() {
    glancing.close();
    looks.close();
  }
}
