package dev.cairn.replication.drill;

import dev.cairn.activity.Activity;
import dev.cairn.core.Bytes;
import dev.cairn.core.Problem;
import dev.cairn.database.Database;
import dev.cairn.database.DatabaseSteps;
import dev.cairn.database.Targets;
import dev.cairn.db.StateDatabase;
import dev.cairn.operation.Operation;
import dev.cairn.operation.StepAction;
import dev.cairn.operation.StepResult;
import dev.cairn.operation.StepRun;
import dev.cairn.provider.DatabaseProvider;
import dev.cairn.provider.ReplicaStatus;
import dev.cairn.replication.CatchUp;
import dev.cairn.replication.DesiredReplicas;
import dev.cairn.replication.plan.PromotionDrill;
import dev.cairn.secret.Secrets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Function;

/**
 * The actions of the steps of drills, by name. Whichever step fails: {@link DrillEnd} takes
 * everything away, and what came of it is kept.
 */
public final class DrillSteps {
  private static final Duration BACKOFF = Duration.ofSeconds(2);

  private final DesiredDrills desired;
  private final Targets targets;
  private final DrillCheck check;
  private final DrillEnd end;

  public DrillSteps(
      StateDatabase state,
      Secrets secrets,
      Activity activity,
      Targets targets,
      DrilledApplication application) {
    this.desired = new DesiredDrills(state, secrets, activity);
    this.targets = targets;
    this.end = new DrillEnd(desired, targets, application);
    this.check = new DrillCheck(desired, targets, application);
  }

  public Map<String, StepAction> actions() {
    return Map.of(
        PromotionDrill.ADMIT, action(this::admit),
        PromotionDrill.COPY, action(this::copy),
        PromotionDrill.CATCH_UP, action(this::catchUp),
        PromotionDrill.FORK, action(this::fork),
        PromotionDrill.CHECK, action(check::run),
        PromotionDrill.REMOVE, action(end::remove));
  }

  private StepAction action(Function<StepRun, StepResult> forward) {
    return new StepAction() {
      @Override
      public StepResult run(StepRun run) {
        return forward.apply(run);
      }

      @Override
      public StepResult undo(StepRun run) {
        return end.undo(run);
      }
    };
  }

  private StepResult admit(StepRun run) {
    desired.rows().begin(run.operation().id());
    return desired
        .findPrimary(run.operation())
        .map(primary -> converge(primary, run))
        .orElseGet(() -> gone(run.operation()));
  }

  private StepResult converge(Database primary, StepRun run) {
    var databases = desired.databases();
    return DatabaseSteps.converge(databases, targets, primary, databases.instance(primary), run);
  }

  private StepResult copy(StepRun run) {
    var primary = desired.findPrimary(run.operation());
    var database = desired.databases().find(run.operation());
    if (primary.isEmpty() || database.isEmpty()) {
      return gone(run.operation());
    }
    var wanted = desired.following(desired.get(run.operation()), database.get(), primary.get());
    return DatabaseSteps.resultOf(
        provider(database.get()).ensure(wanted, run::progress), StepResult::done);
  }

  private StepResult catchUp(StepRun run) {
    var database = desired.databases().find(run.operation());
    if (database.isEmpty()) {
      return gone(run.operation());
    }
    var drill = desired.get(run.operation());
    return provider(database.get())
        .replicaStatus(drill.instance())
        .map(
            status ->
                switch (status.state()) {
                  case STREAMING -> remember(drill, database.get());
                  case CATCHING_UP -> StepResult.waitSince(begun(run), CatchUp.sentence(status));
                  case BROKEN -> again(run, status.reason());
                  case LOST, DIVERGED -> new StepResult.Failed(broken(status.reason()));
                })
        .orElseGet(() -> again(run, "It says nothing of its primary."));
  }

  /** Also where its server has ended. */
  private StepResult again(StepRun run, String reason) {
    boolean isOver = begun(run).plus(ReplicaStatus.STANDSTILL).isBefore(Instant.now());
    var result = isOver ? new StepResult.Failed(broken(reason)) : copy(run);
    return result instanceof StepResult.Done
        ? new StepResult.Retry(broken(reason), BACKOFF)
        : result;
  }

  private static Problem broken(String reason) {
    return Problem.failed(
        "drill-broken",
        "The throw-away replica does not follow: " + reason,
        "Drill again once it can; see cairn op list.");
  }

  private static Instant begun(StepRun run) {
    return run.operation().steps().stream()
        .filter(step -> step.name().equals(PromotionDrill.CATCH_UP))
        .findFirst()
        .flatMap(Operation.Step::startedAt)
        .orElseGet(Instant::now);
  }

  /** What would have been lost had the primary ended now: of the real replica, where it is one. */
  private StepResult remember(Drill drill, Database database) {
    var asked = database.isReplica() ? database.identifier() : drill.instance();
    var provider = provider(database);
    desired
        .rows()
        .found(
            drill.id(),
            provider.replicaStatus(asked).flatMap(ReplicaStatus::lag).map(Duration::toMillis),
            provider.compare(asked).missing().map(Bytes::value));
    return StepResult.done();
  }

  /** Its primary keeps nothing for it any more before it takes a write. */
  private StepResult fork(StepRun run) {
    var operation = run.operation();
    var database = desired.databases().find(operation);
    var primary = desired.findPrimary(operation);
    if (primary.isEmpty() || database.isEmpty()) {
      return gone(operation);
    }
    var drill = desired.get(operation);
    desired.rows().release(drill.id());
    var released = converge(primary.get(), run);
    if (!(released instanceof StepResult.Done)) {
      return released;
    }
    desired.rows().fork(drill.id());
    var provider = provider(database.get());
    return DatabaseSteps.resultOf(
        provider.fork(drill.instance(), drill.id().toString(), run::progress),
        () -> {
          desired.rows().forked(drill.id());
          return DatabaseSteps.resultOf(
              provider.ensure(desired.apart(drill, database.get()), run::progress),
              StepResult::done);
        });
  }

  private DatabaseProvider provider(Database database) {
    return targets.of(database.ref().stage());
  }

  private static StepResult gone(Operation operation) {
    return new StepResult.Failed(DesiredReplicas.primaryGone(operation));
  }
}
