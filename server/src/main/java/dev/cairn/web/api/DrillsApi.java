package dev.cairn.web.api;

import static dev.cairn.access.Action.CHANGE;
import static dev.cairn.access.Action.READ;

import dev.cairn.api.DrillRequest;
import dev.cairn.api.DrillView;
import dev.cairn.core.Bytes;
import dev.cairn.replication.drill.DrillResult;
import dev.cairn.replication.drill.Drills;
import java.util.List;

/** Drills of promotions, and what came of them. */
final class DrillsApi implements Noun {
  private static final String DRILLS = "stacks/{stack}/stages/{stage}/databases/{engine}/drills";

  private final Drills drills;

  DrillsApi(Drills drills) {
    this.drills = drills;
  }

  @Override
  public List<Route> routes() {
    return List.of(Route.get(DRILLS, READ, this::list), Route.post(DRILLS, CHANGE, this::begin));
  }

  private Answer list(ApiRequest request) {
    return Answer.list(drills.list(request.database()).stream().map(DrillsApi::view).toList());
  }

  private Answer begin(ApiRequest request) {
    var kind = request.body(DrillRequest.class).kind();
    if (!kind.equals(DrillRequest.PROMOTE)) {
      throw ApiRequest.wrong("kind", "must be " + DrillRequest.PROMOTE);
    }
    return Answer.accepted(
        drills.promote(request.actor(), request.database(), request.idempotencyKey()));
  }

  private static DrillView view(DrillResult result) {
    return new DrillView(
        result.operation().toString(),
        result.database().toString(),
        DrillRequest.PROMOTE,
        result.startedAt(),
        result.finishedAt(),
        result.promotion().map(Wire::seconds),
        result.total().map(Wire::seconds),
        result.lag().map(Wire::seconds),
        result.missing().map(Bytes::value),
        result.healthy(),
        result.reason());
  }
}
