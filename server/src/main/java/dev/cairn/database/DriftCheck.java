package dev.cairn.database;

import dev.cairn.activity.Activity;
import dev.cairn.core.Actor;
import dev.cairn.core.Bytes;
import dev.cairn.core.PeriodicTask;
import dev.cairn.core.Problem;
import dev.cairn.core.ProblemException;
import dev.cairn.database.plan.DrillKinds;
import dev.cairn.database.plan.RepairDatabase;
import dev.cairn.database.plan.RotateSecret;
import dev.cairn.db.StateDatabase;
import dev.cairn.operation.NewOperation;
import dev.cairn.operation.Operation;
import dev.cairn.operation.Operations;
import dev.cairn.operation.Plan;
import dev.cairn.provider.DatabaseProvider;
import dev.cairn.provider.Observed;
import dev.cairn.secret.Secrets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares databases as wanted with databases as found: one that should run and does not is
 * repaired at once, and what they take of their storage is written down now and then. Looks when a
 * provider tells that one ended, when {@link Glances} miss one and when an operation begins; every
 * two seconds while anything is changing, and every thirty otherwise.
 */
public final class DriftCheck implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DriftCheck.class);

  /** For one that hangs, before the others are looked at. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final Duration AFTER_FAILURE = Duration.ofSeconds(2);
  private static final Duration BETWEEN_SIZES = Duration.ofSeconds(30);
  private static final Duration BEFORE_ANOTHER = Duration.ofMinutes(1);
  private static final Set<Operation.Status> CANCELLED = Set.of(Operation.Status.CANCELLED);
  private static final Set<Operation.Status> NOT_DONE =
      Set.of(Operation.Status.CANCELLED, Operation.Status.FAILED);
  private static final int WARN_PERCENT = 85;

  private final StateDatabase state;
  private final DatabaseStore store;
  private final Secrets secrets;
  private final Rotations rotations;
  private final DesiredDatabases desired;
  private final Operations operations;
  private final Activity activity;
  private final Targets targets;
  private final PeriodicTask ticking =
      new PeriodicTask(
          Thread.ofPlatform().name("drift-check").daemon(),
          "Databases could not be looked at",
          LOG::error,
          AFTER_FAILURE,
          this::lookAgain);
  private final Glances glances = new Glances(ticking::now);
  private final Set<String> held = ConcurrentHashMap.newKeySet();
  private final OneByOne looks = new OneByOne(Thread.ofVirtual().name("drift-look-", 0), PATIENCE);
  private Instant sized = Instant.EPOCH;
  private boolean isCalm;

  public DriftCheck(
      StateDatabase state,
      Secrets secrets,
      Operations operations,
      Activity activity,
      Targets targets,
      Rotations rotations) {
    this.state = state;
    this.secrets = secrets;
    this.rotations = rotations;
    this.store = state.store(DatabaseStore.class);
    this.desired = new DesiredDatabases(state, secrets, activity);
    this.operations = operations;
    this.activity = activity;
    this.targets = targets;
  }

  public void start() {
    operations.rhythm().onDue(ticking::now);
    ticking.start(Duration.ZERO);
    glances.start();
  }

  private Duration lookAgain() {
    return operations
        .rhythm()
        .after(
            () -> {
              tick();
              return isCalm;
            });
  }

  /** Looks once. */
  void tick() {
    var turn =
        new Turn(
            areSizesDue(), secrets.listUnrevoked(), secrets.listMoved(), new ConcurrentHashMap<>());
    var settled = store.listSettled();
    for (var database : settled) {
      looks.take(database.identifier(), () -> lookSafely(database, turn));
    }
    glances.at(turn.running());
    isCalm =
        turn.running().size() == settled.size()
            && turn.unrevoked().isEmpty()
            && turn.moved().isEmpty();
  }

  /**
   * @param unrevoked names of secrets of which an old credential may be in force
   * @param moved names of secrets whose database lost its port
   * @param running providers of those that were found to run, by their identifiers
   */
  private record Turn(
      boolean sizes,
      Set<String> unrevoked,
      Set<String> moved,
      Map<String, DatabaseProvider> running) {}

  /** One that cannot be looked at must not keep the others from it. */
  private void lookSafely(Database database, Turn turn) {
    try {
      var provider = targets.of(database.ref().stage());
      if (!look(database, provider, turn.sizes())) {
        return;
      }
      turn.running().put(database.identifier(), provider);
      if (turn.unrevoked().contains(database.secretName())) {
        revoke(database);
      } else if (turn.moved().contains(database.secretName())) {
        rotate(database);
      }
    } catch (ProblemException e) {
      if (RestartDatabase.isLost(e.problem())) {
        lost(database, e.problem());
      } else {
        LOG.warn("Database {} could not be looked at: {}", database.ref(), e.getMessage());
      }
    } catch (RuntimeException e) {
      ticking.failed("Database " + database.ref() + " could not be looked at", e);
    }
  }

  private boolean areSizesDue() {
    var now = Instant.now();
    boolean due = now.isAfter(sized.plus(BETWEEN_SIZES));
    if (due) {
      sized = now;
    }
    return due;
  }

  /** Whether it runs. */
  private boolean look(Database database, DatabaseProvider provider, boolean sizes) {
    var found = provider.observe(database.identifier());
    switch (found.state()) {
      case RUNNING -> {
        if (isHeld(database, provider)) {
          return false;
        }
        running(database, found, sizes);
        provider.guardStorage(database.identifier());
      }
      case STARTING -> {}
      case STOPPED, FAILED -> repair(database, found.reason());
      case MISSING -> lost(database, RestartDatabase.missing(database));
    }
    return found.state() == Observed.State.RUNNING;
  }

  /** Its status says so from the second look on: some hold a process for a moment to look at it. */
  private boolean isHeld(Database database, DatabaseProvider provider) {
    var why = provider.held(database.identifier());
    if (why.isEmpty()) {
      held.remove(database.identifier());
    } else if (!held.add(database.identifier()) && !database.statusReason().equals(why.get())) {
      LOG.warn("Database {}: {}", database.ref(), why.get());
      desired.failed(database, why.get());
    }
    return why.isPresent();
  }

  private void running(Database database, Observed found, boolean sizes) {
    if (database.status() != DesiredDatabases.statusOf(found) && found.endpoint().isPresent()) {
      LOG.info("Database {} was {} and runs", database.ref(), database.status());
      desired.answers(database, found);
    }
    if (sizes) {
      int written =
          store.use(
              database.identifier(),
              found.used().value(),
              found.writable() ? warning(database, found.used()).orElse("") : found.reason());
      if (written > 0) {
        LOG.debug("Database {} takes {}", database.ref(), found.used());
      }
    }
  }

  /** A sentence where the storage is nearly used up. */
  static Optional<String> warning(Database database, Bytes used) {
    long percent = used.value() * 100 / database.storage().value();
    return percent < WARN_PERCENT
        ? Optional.empty()
        : Optional.of(
            "Storage is "
                + percent
                + " % full: "
                + used
                + " of "
                + database.storage()
                + ". Give it more with cairn db resize "
                + database.ref()
                + " --storage GIB.");
  }

  /** An application that ran on an old credential may have let go of it. */
  private void revoke(Database database) {
    if (rotations.isOldUnused(database)) {
      open(
          database,
          RotateSecret.rest(),
          "Revoke the old credential of " + database.ref(),
          Map.of("identifier", database.identifier()));
    }
  }

  /** Whoever sat at its former port may know the password. */
  private void rotate(Database database) {
    if (hasJustEnded(database.ref(), RotateSecret.KIND, NOT_DONE)) {
      return;
    }
    try {
      rotations
          .rotateMoved(database)
          .ifPresent(
              it -> LOG.warn("Database {}: {}, as it lost its port", database.ref(), it.title()));
    } catch (ProblemException e) {
      letBe(database, e);
    }
  }

  /** A person must bring its files back: its status says so, once. */
  private void lost(Database database, Problem problem) {
    if (!database.statusReason().equals(problem.message())) {
      LOG.error("Database {}: {}", database.ref(), problem.message());
      desired.failed(database, problem.message());
    }
  }

  private void repair(Database database, String reason) {
    // Whoever cancels a repair gets the time to resize the database, or to remove it.
    if (hasJustEnded(database.ref(), RepairDatabase.KIND, CANCELLED)) {
      return;
    }
    endDrill(database);
    open(
        database,
        RepairDatabase.plan(),
        "Bring back the " + database.ref().engine().displayName() + " of " + database.ref().stage(),
        Map.of("identifier", database.identifier(), "reason", reason));
  }

  /** A drill gives way: it would keep the repair from being opened. */
  private void endDrill(Database database) {
    operations
        .findOpen(database.ref().toString())
        .filter(it -> it.kind().equals(DrillKinds.PROMOTION))
        .filter(it -> it.status() == Operation.Status.OPEN && !it.cancelRequested())
        .ifPresent(
            drill -> {
              LOG.info("Database {}: its drill ends, as it must be brought back", database.ref());
              var _ = operations.cancel(Actor.CAIRN, drill.id());
            });
  }

  /** Whether the last that was done to it is of the kind, and ended so less than a minute ago. */
  private boolean hasJustEnded(DatabaseRef ref, String kind, Set<Operation.Status> how) {
    return operations.findNewest(ref.toString()).stream()
        .filter(it -> it.kind().equals(kind))
        .filter(it -> how.contains(it.status()))
        .flatMap(it -> it.finishedAt().stream())
        .anyMatch(it -> it.plus(BEFORE_ANOTHER).isAfter(Instant.now()));
  }

  private void open(Database database, Plan plan, String title, Map<String, String> input) {
    var target = database.ref().toString();
    try {
      state.transaction(
          transaction -> {
            var operation =
                operations.open(
                    transaction,
                    new NewOperation(plan, target, title, Actor.CAIRN, input, Optional.empty()));
            if (plan.kind().equals(RepairDatabase.KIND)) {
              var why = Map.of("reason", input.getOrDefault("reason", ""));
              activity.record(transaction, Actor.CAIRN, plan.kind(), target, why);
            }
            return operation;
          });
      LOG.info("Database {}: {} {}", target, title, input.getOrDefault("reason", ""));
    } catch (ProblemException e) {
      letBe(database, e);
    }
  }

  private static void letBe(Database database, ProblemException why) {
    // Somebody changes it just now; whatever comes of that is looked at in the next tick.
    LOG.debug("Database {} is let be now: {}", database.ref(), why.getMessage());
  }

  @Override
  public void close() {
    glances.close();
    ticking.close();
    looks.close();
  }
}
