package dev.cairn.replication;

import dev.cairn.activity.Activity;
import dev.cairn.database.Database;
import dev.cairn.database.DatabaseRef;
import dev.cairn.database.DatabaseSteps;
import dev.cairn.database.DesiredDatabases;
import dev.cairn.database.Targets;
import dev.cairn.database.plan.StepNames;
import dev.cairn.db.StateDatabase;
import dev.cairn.operation.StepAction;
import dev.cairn.operation.StepResult;
import dev.cairn.operation.StepRun;
import dev.cairn.secret.Secrets;
import java.util.Map;

/** The actions of the steps that replicas go through, by name. */
public final class ReplicaSteps {
  private final DesiredReplicas desired;
  private final Targets targets;

  public ReplicaSteps(StateDatabase state, Secrets secrets, Activity activity, Targets targets) {
    this.desired = new DesiredReplicas(state, secrets, activity);
    this.targets = targets;
  }

  public Map<String, StepAction> actions() {
    return Map.ofEntries(
        Map.entry(StepNames.PREPARE_REPLICA, new PrepareReplica(desired, targets)),
        Map.entry(StepNames.ADMIT_REPLICA, new AdmitReplica(desired, targets)),
        Map.entry(StepNames.COPY_PRIMARY, new CopyPrimary(desired, targets)),
        Map.entry(StepNames.CATCH_UP, new CatchUp(desired, targets)),
        Map.entry(StepNames.DELETE_REPLICA, new DeleteReplica(desired, targets)),
        Map.entry(StepNames.RELEASE_REPLICA, new ReleaseReplica(desired, targets)),
        Map.entry(StepNames.REBUILD_REPLICA, new RebuildStep(desired, targets)));
  }

  /** A database that is there runs as wanted now: a primary with the replicas that it admits. */
  public static StepResult converge(
      DesiredReplicas desired, Targets targets, Database database, StepRun run) {
    var databases = desired.databases();
    return DatabaseSteps.converge(databases, targets, database, databases.instance(database), run);
  }

  /** The replica has its primary's data and follows; row and secret say where it is read. */
  static StepResult make(DesiredReplicas desired, Targets targets, Database replica, StepRun run) {
    var databases = desired.databases();
    return DatabaseSteps.resultOf(
        targets.of(replica.ref().stage()).ensure(databases.instance(replica), run::progress),
        () -> DatabaseSteps.settle(databases, targets, replica));
  }

  /** Nothing runs of the operation's replica, and none of its files is there. */
  static StepResult unmake(Targets targets, StepRun run) {
    var operation = run.operation();
    var provider = targets.of(DatabaseRef.parse(operation.target()).stage());
    return DatabaseSteps.resultOf(
        provider.remove(DesiredDatabases.identifier(operation), run::progress), StepResult::done);
  }

  /** The primary of the operation's replica admits what is recorded; nothing where it is gone. */
  static StepResult convergePrimary(DesiredReplicas desired, Targets targets, StepRun run) {
    return desired
        .findPrimary(run.operation())
        .map(primary -> DatabaseSteps.unlessLost(() -> converge(desired, targets, primary, run)))
        .orElseGet(StepResult::done);
  }
}
