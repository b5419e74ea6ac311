package dev.cairn.database.plan;

/** Names of steps: stable across releases, as open operations are found by them. */
public final class StepNames {
  public static final String PREPARE_ENGINE = "prepare-engine";
  public static final String CREATE_DATABASE = "create-database";
  public static final String APPLY_SIZE = "apply-size";
  public static final String APPLY_TUNING = "apply-tuning";
  public static final String FINAL_BACKUP = "final-backup";
  public static final String DELETE_DATABASE = "delete-database";
  public static final String RESTART_DATABASE = "restart-database";
  public static final String EXAMINE_DATABASE = "examine-database";
  public static final String USE_DATABASE = "use-database";
  public static final String FORGET_DATABASE = "forget-database";

  public static final String NEW_CREDENTIAL = "new-credential";
  public static final String SWITCH_CREDENTIAL = "switch-credential";
  public static final String REVOKE_CREDENTIAL = "revoke-credential";

  /** Replicas are ready for what their primary is about to be. */
  public static final String PREPARE_REPLICAS = "prepare-replicas";

  // Of dev.cairn.replication.
  public static final String PREPARE_REPLICA = "prepare-replica";
  public static final String ADMIT_REPLICA = "admit-replica";
  public static final String COPY_PRIMARY = "copy-primary";
  public static final String CATCH_UP = "catch-up";
  public static final String DELETE_REPLICA = "delete-replica";
  public static final String RELEASE_REPLICA = "release-replica";
  public static final String REBUILD_REPLICA = "rebuild-replica";
  public static final String PROVE_REPLICATION = "prove-replication";
  public static final String FREEZE_PRIMARY = "freeze-primary";
  public static final String FENCE_PRIMARY = "fence-primary";
  public static final String COMPARE_REPLICA = "compare-replica";
  public static final String PROMOTE_REPLICA = "promote-replica";
  public static final String FOLLOW_PRIMARY = "follow-primary";
  public static final String RETURN_PRIMARY = "return-primary";
  public static final String ADMIT_READER = "admit-reader";
  public static final String DISMISS_READER = "dismiss-reader";

  /** The service's: the application of the stage gets the database's variables. */
  public static final String REDEPLOY_APPLICATION = "redeploy-application";

  /** The service's: the application of the stage reads elsewhere, or all stays as it was. */
  public static final String HAND_OVER_READER = "hand-over-reader";

  /** The service's: the application of the stage runs without the database's variables. */
  public static final String WITHDRAW_VARIABLES = "withdraw-variables";

  /** The service's: the application of the stage is healthy after its database was away. */
  public static final String CHECK_APPLICATION = "check-application";

  private StepNames() {}
}
