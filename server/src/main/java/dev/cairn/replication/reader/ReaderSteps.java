package dev.cairn.replication.reader;

import dev.cairn.activity.Activity;
import dev.cairn.database.Targets;
import dev.cairn.database.plan.StepNames;
import dev.cairn.db.StateDatabase;
import dev.cairn.operation.StepAction;
import dev.cairn.secret.Secrets;
import java.util.Map;

/** The actions of the steps by which applications come to read elsewhere, by name. */
public final class ReaderSteps {
  private final DesiredReaders desired;
  private final StepAction handBack;

  /**
   * Makes them.
   *
   * @param handBack gives an application the variables that are in force
   */
  public ReaderSteps(
      StateDatabase state,
      Secrets secrets,
      Activity activity,
      Targets targets,
      StepAction handBack) {
    this.desired = new DesiredReaders(state, secrets, activity, targets);
    this.handBack = handBack;
  }

  public Map<String, StepAction> actions() {
    return Map.of(
        StepNames.ADMIT_READER, new AdmitReader(desired, handBack),
        StepNames.DISMISS_READER, new DismissReader(desired));
  }
}
