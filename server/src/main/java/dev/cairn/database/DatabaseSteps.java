package dev.cairn.database;

import dev.cairn.activity.Activity;
import dev.cairn.core.Problem;
import dev.cairn.database.plan.StepNames;
import dev.cairn.db.StateDatabase;
import dev.cairn.operation.Operations;
import dev.cairn.operation.StepAction;
import dev.cairn.operation.StepResult;
import dev.cairn.operation.StepRun;
import dev.cairn.provider.DatabaseInstance;
import dev.cairn.provider.Progress;
import dev.cairn.secret.Secrets;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/** The actions of the steps that databases go through, by name. */
public final class DatabaseSteps {
  private final DesiredDatabases desired;
  private final Targets targets;
  private final Operations operations;
  private final SecretRotation rotation;
  private final StepAction handBack;

  /**
   * Makes them.
   *
   * @param handBack gives applications the credentials that are in force
   */
  public DatabaseSteps(
      StateDatabase state,
      Secrets secrets,
      Activity activity,
      Targets targets,
      Operations operations,
      CredentialUse use,
      StepAction handBack) {
    this.desired = new DesiredDatabases(state, secrets, activity);
    this.targets = targets;
    this.operations = operations;
    this.rotation = new SecretRotation(state, secrets, activity, use);
    this.handBack = handBack;
  }

  public Map<String, StepAction> actions() {
    return Map.ofEntries(
        Map.entry(StepNames.PREPARE_ENGINE, new PrepareEngine(desired, targets)),
        Map.entry(StepNames.CREATE_DATABASE, new CreateDatabase(desired, targets)),
        Map.entry(StepNames.APPLY_SIZE, new ApplySize(desired, targets)),
        Map.entry(StepNames.PREPARE_REPLICAS, new PrepareReplicas(desired, targets)),
        Map.entry(StepNames.APPLY_TUNING, new ApplyTuning(desired, targets)),
        Map.entry(StepNames.FINAL_BACKUP, new FinalBackup(desired, targets)),
        Map.entry(StepNames.NEW_CREDENTIAL, new NewCredential(desired, targets, rotation)),
        Map.entry(StepNames.SWITCH_CREDENTIAL, new SwitchCredential(desired, rotation, handBack)),
        Map.entry(
            StepNames.REVOKE_CREDENTIAL,
            new RevokeCredential(desired, targets, rotation, operations)),
        Map.entry(StepNames.DELETE_DATABASE, new DeleteDatabase(desired, targets)),
        Map.entry(StepNames.RESTART_DATABASE, new RestartDatabase(desired, targets)));
  }

  /**
   * The database runs as wanted, and its row says where. For what was made before: data that are
   * missing are not replaced by empty ones.
   */
  public static StepResult converge(
      DesiredDatabases desired,
      Targets targets,
      Database database,
      DatabaseInstance wanted,
      StepRun run) {
    if (targets.isMissing(database)) {
      var problem = RestartDatabase.missing(database);
      desired.failed(database, problem.message());
      return new StepResult.Failed(problem);
    }
    return resultOf(
        targets.of(database.ref().stage()).ensure(wanted, run::progress),
        () -> settle(desired, targets, database));
  }

  /** Records where the database answers, as found. */
  public static StepResult settle(DesiredDatabases desired, Targets targets, Database database) {
    return CreateDatabase.settle(desired, targets, database);
  }

  /**
   * As {@link #converge}, of one after another. A replica that is being made or removed is left to
   * who does that: it is made as all is wanted then. One whose files are gone waits for a rebuild.
   */
  static StepResult convergeAll(
      DesiredDatabases desired,
      Targets targets,
      List<Database> databases,
      Function<Database, DatabaseInstance> wanted,
      StepRun run) {
    StepResult result = StepResult.done();
    for (var database : databases) {
      boolean isComing =
          database.status() == Database.Status.CREATING
              || database.status() == Database.Status.REMOVING;
      if (database.isReplica() && (isComing || targets.isMissing(database))) {
        continue;
      }
      result = converge(desired, targets, database, wanted.apply(database), run);
      if (!(result instanceof StepResult.Done)) {
        return result;
      }
    }
    return result;
  }

  /**
   * Where the data are gone for good, or away, there is nothing to take back in them.
   *
   * @param undo what to do where they are there
   */
  public static StepResult unlessLost(Supplier<StepResult> undo) {
    return RestartDatabase.unlessLost(undo);
  }

  /** Whether a person must bring files back before anything can be done with the database. */
  public static boolean isLost(Problem problem) {
    return RestartDatabase.isLost(problem);
  }

  /** What a provider answered, as a step's result. */
  public static StepResult resultOf(Progress progress, Supplier<StepResult> whenReady) {
    return switch (progress) {
      case Progress.Ready ready -> whenReady.get();
      case Progress.InProgress(var reason, var askAgainAfter) ->
          new StepResult.Wait(askAgainAfter, reason);
      case Progress.Unsettled(var cause, var backoff) -> new StepResult.Retry(cause, backoff);
      case Progress.Failed(var problem) -> new StepResult.Failed(problem);
    };
  }
}
