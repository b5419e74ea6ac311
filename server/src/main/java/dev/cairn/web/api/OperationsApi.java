package dev.cairn.web.api;

import static dev.cairn.access.Action.CHANGE;
import static dev.cairn.access.Action.READ;

import dev.cairn.activity.Activity;
import dev.cairn.api.WireJson;
import dev.cairn.operation.Operations;
import dev.cairn.web.OperationStream;
import java.util.List;

final class OperationsApi implements Noun {
  private final Operations operations;
  private final Activity activity;

  OperationsApi(Operations operations, Activity activity) {
    this.operations = operations;
    this.activity = activity;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get("operations", READ, this::list).query("target", "limit"),
        Route.get("operations/{id}", READ, this::show),
        Route.post("operations/{id}/cancel", CHANGE, this::cancel),
        Route.post("operations/{id}/give-up", CHANGE, this::giveUp),
        Route.post("operations/{id}/retry", CHANGE, this::retry),
        Route.get("operations/{id}/events", READ, this::events),
        Route.get("activity", READ, this::listActivity).query("target", "limit"));
  }

  private Answer list(ApiRequest request) {
    return Answer.list(
        operations.list(request.query("target"), request.limit()).stream()
            .map(Wire::view)
            .toList());
  }

  private Answer show(ApiRequest request) {
    return Answer.ok(Wire.view(operations.get(request.id())));
  }

  private Answer cancel(ApiRequest request) {
    return Answer.ok(Wire.view(operations.cancel(request.actor(), request.id())));
  }

  private Answer giveUp(ApiRequest request) {
    return Answer.ok(Wire.view(operations.giveUp(request.actor(), request.id())));
  }

  private Answer retry(ApiRequest request) {
    return Answer.ok(Wire.view(operations.retry(request.actor(), request.id())));
  }

  private Answer listActivity(ApiRequest request) {
    return Answer.list(
        activity.list(request.query("target"), request.limit()).stream().map(Wire::view).toList());
  }

  private Answer events(ApiRequest request) {
    var id = operations.get(request.id()).id();
    return new Answer.Stream(
        "text/event-stream",
        client ->
            new OperationStream(operations)
                .follow(
                    id,
                    client,
                    operation ->
                        client.event(
                            "operation",
                            WireJson.MAPPER.writeValueAsString(Wire.view(operation)))));
  }
}
