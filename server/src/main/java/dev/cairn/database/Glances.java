package dev.cairn.database;

import dev.cairn.core.PeriodicTask;
import dev.cairn.core.ProblemException;
import dev.cairn.provider.DatabaseProvider;
import dev.cairn.provider.Observed;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is seen of databases every two seconds, between the looks of the {@link DriftCheck} at what
 * should be: Cairn's own database is asked nothing. Their storage is guarded, and one that runs no
 * more is told of; what to do about it is decided by a look.
 */
final class Glances implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Glances.class);
  private static final Duration BETWEEN = Duration.ofSeconds(2);

  /** For one that hangs, before the others are glanced at. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final Runnable ended;
  private final OneByOne looks = new OneByOne(Thread.ofVirtual().name("glance-", 0), PATIENCE);
  private final PeriodicTask glancing =
      new PeriodicTask(
          Thread.ofPlatform().name("glances").daemon(),
          "Databases could not be glanced at",
          LOG::error,
          BETWEEN,
          this::glance);
  private volatile Map<String, DatabaseProvider> running = Map.of();

  /**
   * @param ended called where one runs no more; returns at once
   */
  Glances(Runnable ended) {
    this.ended = ended;
  }

  void start() {
    glancing.start(BETWEEN);
  }

  /** From now on at these, which ran just now, by their identifiers. */
  void at(Map<String, DatabaseProvider> found) {
    running = Map.copyOf(found);
    found.forEach((identifier, provider) -> provider.onEnd(identifier, ended));
  }

  void glance() {
    running.forEach(
        (identifier, provider) -> looks.take(identifier, () -> glanceSafely(identifier, provider)));
  }

  /** One that cannot be looked at must not keep the others from it. */
  private void glanceSafely(String identifier, DatabaseProvider provider) {
    try {
      if (provider.observe(identifier).state() == Observed.State.RUNNING) {
        provider.guardStorage(identifier);
      } else {
        ended.run();
      }
    } catch (ProblemException e) {
      LOG.warn("{} could not be glanced at: {}", identifier, e.getMessage());
    } catch (RuntimeException e) {
      glancing.failed(identifier + " could not be glanced at", e);
    }
  }

  @Override
  public void close() {
    glancing.close();
    looks.close();
  }
}
