package dev.cairn.database;

import dev.cairn.activity.Activity;
import dev.cairn.database.plan.StepNames;
import dev.cairn.db.StateDatabase;
import dev.cairn.operation.Operations;
import dev.cairn.operation.StepAction;
import dev.cairn.operation.StepResult;
import dev.cairn.operation.StepRun;
import dev.cairn.provider.DatabaseInstance;
import dev.cairn.provider.Progress;
import dev.cairn.secret.Secrets;
import java.util.Map;
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
    return Map.of(
        StepNames.PREPARE_ENGINE, new PrepareEngine(desired, targets),
        StepNames.CREATE_DATABASE, new CreateDatabase(desired, targets),
        StepNames.APPLY_SIZE, new ApplySize(desired, targets),
        StepNames.APPLY_TUNING, new ApplyTuning(desired, targets),
        StepNames.FINAL_BACKUP, new FinalBackup(desired, targets),
        StepNames.NEW_CREDENTIAL, new NewCredential(desired, targets, rotation),
        StepNames.SWITCH_CREDENTIAL, new SwitchCredential(desired, rotation, handBack),
        StepNames.REVOKE_CREDENTIAL, new RevokeCredential(desired, targets, rotation, operations),
        StepNames.DELETE_DATABASE, new DeleteDatabase(desired, targets),
        StepNames.RESTART_DATABASE, new RestartDatabase(desired, targets));
  }

  /**
   * The database runs as wanted, and its row says where. For what was made before: data that are
   * missing are not replaced by empty ones.
   */
  static StepResult converge(
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
        () -> CreateDatabase.settle(desired, targets, database));
  }

  /** What a provider answered, as a step's result. */
  static StepResult resultOf(Progress progress, Supplier<StepResult> whenReady) {
    return switch (progress) {
      case Progress.Ready ready -> whenReady.get();
      case Progress.InProgress(var reason, var askAgainAfter) ->
          new StepResult.Wait(askAgainAfter, reason);
      case Progress.Unsettled(var cause, var backoff) -> new StepResult.Retry(cause, backoff);
      case Progress.Failed(var problem) -> new StepResult.Failed(problem);
    };
  }
}
