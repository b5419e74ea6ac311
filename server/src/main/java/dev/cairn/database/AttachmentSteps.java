package dev.cairn.database;

import dev.cairn.activity.Activity;
import dev.cairn.core.StageRef;
import dev.cairn.database.plan.StepNames;
import dev.cairn.db.StateDatabase;
import dev.cairn.operation.StepAction;
import dev.cairn.provider.ExistingDatabases;
import dev.cairn.secret.Secrets;
import java.util.Map;
import java.util.function.Predicate;

/** The actions of the steps that attached databases go through, by name. */
public final class AttachmentSteps {
  private final DesiredDatabases databases;
  private final DesiredAttachments desired;
  private final ExistingDatabases existing;

  public AttachmentSteps(
      StateDatabase state,
      Secrets secrets,
      Activity activity,
      ExistingDatabases existing,
      Predicate<StageRef> runsInContainers) {
    this.databases = new DesiredDatabases(state, secrets, activity);
    this.desired = new DesiredAttachments(state, secrets, runsInContainers);
    this.existing = existing;
  }

  public Map<String, StepAction> actions() {
    return Map.of(
        StepNames.EXAMINE_DATABASE, new ExamineDatabase(databases, desired, existing),
        StepNames.USE_DATABASE, new UseDatabase(databases, desired, existing),
        StepNames.FORGET_DATABASE, new ForgetDatabase(databases, existing));
  }
}
