package dev.cairn.service.plan;

import dev.cairn.operation.Plan;
import dev.cairn.operation.PlannedStep;
import java.util.List;

/**
 * Puts a new release in place of the live one. The old one serves until the new one is healthy; if
 * it never is, the old one stays.
 */
public final class Deploy {
  public static final String KIND = "deploy";

  /** The key of the operation's input that holds the release's number. */
  public static final String RELEASE = "release";

  /** The key of the operation's input that tells what was asked for. */
  public static final String ASKED = "asked";

  /**
   * The key of the operation's input that is there where a release is built anew as its build gets
   * other values: the fingerprint of the one whose code it shall have.
   */
  public static final String BUILT_ANEW = "builtAnew";

  public static final String AWAIT_DATABASES = "await-databases";
  public static final String BUILD = "build";
  public static final String CONNECT_DATABASES = "connect-databases";
  public static final String RELEASE_COMMAND = "release-command";
  public static final String START = "start";
  public static final String AWAIT_HEALTHY = "await-healthy";
  public static final String SWITCH = "switch";
  public static final String DRAIN = "drain";
  public static final String RETIRE = "retire";

  private Deploy() {}

  public static Plan plan() {
    return new Plan(
        KIND,
        List.of(
            new PlannedStep(AWAIT_DATABASES, "Wait for the databases"),
            new PlannedStep(BUILD, "Build the application"),
            new PlannedStep(CONNECT_DATABASES, "See that it will reach the databases"),
            new PlannedStep(RELEASE_COMMAND, "Run the release command"),
            new PlannedStep(START, "Start the new release"),
            new PlannedStep(AWAIT_HEALTHY, "Wait until it is healthy"),
            new PlannedStep(SWITCH, "Send requests to it"),
            new PlannedStep(DRAIN, "Let the old release finish its requests"),
            new PlannedStep(RETIRE, "Stop the old release")));
  }
}
