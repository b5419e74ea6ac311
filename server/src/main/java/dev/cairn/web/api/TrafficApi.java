package dev.cairn.web.api;

import static dev.cairn.access.Action.READ;

import dev.cairn.api.RefusedView;
import dev.cairn.api.TrafficMinuteView;
import dev.cairn.api.TrafficView;
import dev.cairn.metrics.traffic.StageTraffic;
import dev.cairn.metrics.traffic.TrafficMinute;
import dev.cairn.stack.Stacks;
import java.time.Instant;
import java.util.List;

/** How many requests stages have. */
final class TrafficApi implements Noun {
  private final Stacks stacks;
  private final StageTraffic traffic;

  TrafficApi(Stacks stacks, StageTraffic traffic) {
    this.stacks = stacks;
    this.traffic = traffic;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get("stacks/{stack}/stages/{stage}/traffic", READ, this::show).query("since"));
  }

  private Answer show(ApiRequest request) {
    var since = request.moment("since").orElse(Instant.EPOCH);
    var stage = stacks.getStage(request.stage()).ref();
    return Answer.ok(
        new TrafficView(
            stage.toString(),
            StageTraffic.refused(traffic.lastHour(stage)).stream().map(TrafficApi::view).toList(),
            traffic.history(stage, since).stream().map(TrafficApi::view).toList()));
  }

  private static RefusedView view(StageTraffic.Refused refused) {
    return new RefusedView(refused.reason().code(), refused.reason().words(), refused.times());
  }

  static TrafficMinuteView view(TrafficMinute minute) {
    return new TrafficMinuteView(
        minute.at(),
        minute.requestsPerSecond(),
        minute.errorsPerSecond(),
        minute.refusedPerSecond(),
        Wire.boxed(minute.p50()),
        Wire.boxed(minute.p99()));
  }
}
