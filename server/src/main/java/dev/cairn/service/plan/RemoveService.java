package dev.cairn.service.plan;

import dev.cairn.operation.Plan;
import dev.cairn.operation.PlannedStep;
import java.util.List;

/** Stops an application and forgets it with all of its releases. */
public final class RemoveService {
  public static final String KIND = "remove-service";

  public static final String WITHDRAW_ROUTE = "withdraw-route";
  public static final String STOP_APPLICATION = "stop-application";
  public static final String REMOVE_RELEASES = "remove-releases";
  public static final String FORGET_SERVICE = "forget-service";

  private RemoveService() {}

  public static Plan plan() {
    return new Plan(
        KIND,
        List.of(
            new PlannedStep(WITHDRAW_ROUTE, "Send no more requests to the application"),
            new PlannedStep(STOP_APPLICATION, "Stop the application"),
            new PlannedStep(REMOVE_RELEASES, "Remove its releases"),
            new PlannedStep(FORGET_SERVICE, "Forget the service")));
  }
}
