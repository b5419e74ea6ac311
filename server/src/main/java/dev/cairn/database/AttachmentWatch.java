package dev.cairn.database;

import dev.cairn.core.PeriodicTask;
import dev.cairn.core.Problem;
import dev.cairn.db.StateDatabase;
import dev.cairn.provider.ExistingDatabases;
import dev.cairn.secret.Secrets;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees whether attached databases answer, and says so. Never mends one: they are not Cairn's. One
 * connection each half minute, or each five seconds while it does not answer.
 */
public final class AttachmentWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AttachmentWatch.class);
  private static final Duration BETWEEN_TICKS = Duration.ofSeconds(5);
  private static final int TICKS_BETWEEN_LOOKS = 6;

  private final AttachmentStore store;
  private final DesiredAttachments desired;
  private final ExistingDatabases existing;
  private final PeriodicTask ticking =
      new PeriodicTask(
          Thread.ofPlatform().name("attachment-watch").daemon(),
          "Attached databases could not be looked at",
          LOG::error,
          BETWEEN_TICKS,
          this::lookAgain);
  private int ticks;
  private boolean hasNone;

  public AttachmentWatch(StateDatabase state, Secrets secrets, ExistingDatabases existing) {
    this.store = state.store(AttachmentStore.class);
    this.desired = new DesiredAttachments(state, secrets, stage -> false);
    this.existing = existing;
  }

  public void start() {
    ticking.start(Duration.ZERO);
  }

  private Duration lookAgain() {
    tick();
    if (!hasNone) {
      return BETWEEN_TICKS;
    }
    ticks = 0;
    return BETWEEN_TICKS.multipliedBy(TICKS_BETWEEN_LOOKS);
  }

  /** Looks once: at all now and then, else at those that did not answer. */
  void tick() {
    boolean all = ticks++ % TICKS_BETWEEN_LOOKS == 0;
    var settled = store.listSettled();
    hasNone = settled.isEmpty();
    settled.stream()
        .filter(database -> all || database.status() == Database.Status.FAILED)
        .forEach(this::lookSafely);
  }

  /** One that cannot be looked at must not keep the others from it. */
  private void lookSafely(Database database) {
    try {
      look(database);
    } catch (RuntimeException e) {
      ticking.failed("Attached database " + database.ref() + " could not be looked at", e);
    }
  }

  private void look(Database database) {
    desired
        .findCurrent(database.identifier())
        .ifPresent(
            attachment -> {
              attachment
                  .authority()
                  .filter(pem -> database.endpoint().isPresent())
                  .ifPresent(pem -> existing.keepAuthority(database.identifier(), pem));
              var trouble = existing.observe(desired.existing(database, attachment, false));
              var status = trouble.isEmpty() ? Database.Status.AVAILABLE : Database.Status.FAILED;
              var reason = trouble.map(Problem::message).orElse(attachment.warnings());
              if (store.look(database.identifier(), status, reason) > 0) {
                LOG.info("Attached database {} is {}: {}", database.ref(), status, reason);
              }
            });
  }

  @Override
  public void close() {
    ticking.close();
  }
}
