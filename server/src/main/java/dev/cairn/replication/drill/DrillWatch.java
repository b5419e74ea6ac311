package dev.cairn.replication.drill;

import dev.cairn.activity.Activity;
import dev.cairn.core.PeriodicTask;
import dev.cairn.database.Database;
import dev.cairn.database.Followers;
import dev.cairn.database.Targets;
import dev.cairn.db.StateDatabase;
import dev.cairn.operation.Operations;
import dev.cairn.provider.Progress;
import dev.cairn.secret.Secrets;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has primaries keep nothing for drills that ended while they did not answer: nobody waits for
 * those, as a promotion may be what they need.
 */
public final class DrillWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DrillWatch.class);
  private static final Duration BETWEEN_TICKS = Duration.ofSeconds(10);
  private static final Duration WHILE_THERE_IS_NONE = Duration.ofSeconds(30);

  private final DesiredDrills desired;
  private final Followers followers;
  private final Operations operations;
  private final Targets targets;
  private final PeriodicTask ticking =
      new PeriodicTask(
          Thread.ofPlatform().name("drill-watch").daemon(),
          "What drills left could not be looked at",
          LOG::error,
          BETWEEN_TICKS,
          this::lookAgain);
  private boolean hasNone;

  public DrillWatch(
      StateDatabase state,
      Secrets secrets,
      Activity activity,
      Operations operations,
      Targets targets) {
    this.desired = new DesiredDrills(state, secrets, activity);
    this.followers = new Followers(state);
    this.operations = operations;
    this.targets = targets;
  }

  public void start() {
    ticking.start(Duration.ZERO);
  }

  private Duration lookAgain() {
    tick();
    return hasNone ? WHILE_THERE_IS_NONE : BETWEEN_TICKS;
  }

  /** Looks once. */
  void tick() {
    var kept = desired.rows().listKept();
    hasNone = kept.isEmpty();
    kept.forEach(this::lookSafely);
  }

  /** One that cannot be looked at must not keep the others from it. */
  private void lookSafely(Drill drill) {
    try {
      look(drill);
    } catch (RuntimeException e) {
      ticking.failed("What a drill left at " + drill.primary() + " could not be looked at", e);
    }
  }

  private void look(Drill drill) {
    var primary = followers.find(drill.primary());
    if (primary.isEmpty() || isReleased(primary.get())) {
      desired.rows().forgotten(drill.id());
      LOG.info("{} keeps nothing for {} any more", drill.primary(), drill.instance());
    }
  }

  /** Not while somebody else is at it: an operation does so itself, or changes what is wanted. */
  private boolean isReleased(Database primary) {
    boolean isFree =
        primary.status().isAnswering() && operations.findOpen(primary.ref().toString()).isEmpty();
    return isFree
        && targets
                .of(primary.ref().stage())
                .ensure(desired.databases().instance(primary), line -> {})
            instanceof Progress.Ready;
  }

  @Override
  public void close() {
    ticking.close();
  }
}
