package dev.cairn.database.plan;

import dev.cairn.operation.Plan;
import dev.cairn.operation.PlannedStep;
import java.util.List;

/**
 * A database gets a new credential. Both are in force until no application uses the old one: at no
 * moment does one stand before a closed door.
 */
public final class RotateSecret {
  public static final String KIND = "rotate-secret";

  /** Of the operation that revokes later what an application still used. */
  public static final String REVOKE_KIND = "revoke-credential";

  private static final PlannedStep REVOKE =
      new PlannedStep(StepNames.REVOKE_CREDENTIAL, "Revoke the old credential");

  private RotateSecret() {}

  public static Plan plan() {
    return new Plan(
        KIND,
        List.of(
            new PlannedStep(
                StepNames.NEW_CREDENTIAL, "Make a new credential, in force beside the old one"),
            new PlannedStep(StepNames.SWITCH_CREDENTIAL, "Put it into the secret"),
            new PlannedStep(StepNames.REDEPLOY_APPLICATION, "Hand it to the application"),
            REVOKE));
  }

  /** What is left to do once the last application lets go of the old credential. */
  public static Plan rest() {
    return new Plan(REVOKE_KIND, List.of(REVOKE));
  }
}
