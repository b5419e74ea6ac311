package dev.cairn.web.api;

import static dev.cairn.access.Action.CHANGE;
import static dev.cairn.access.Action.READ;

import dev.cairn.activity.Activity;
import dev.cairn.api.OperationView;
import dev.cairn.api.WireJson;
import dev.cairn.operation.Operation;
import dev.cairn.operation.Operations;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

final class OperationsApi implements Noun {
  private static final Duration HEARTBEAT = Duration.ofSeconds(5);

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

  private Answer retry(ApiRequest request) {
    return Answer.ok(Wire.view(operations.retry(request.actor(), request.id())));
  }

  private Answer listActivity(ApiRequest request) {
    return Answer.list(
        activity.list(request.query("target"), request.limit()).stream().map(Wire::view).toList());
  }

  private Answer events(ApiRequest request) {
    var id = operations.get(request.id()).id();
    return new Answer.Stream("text/event-stream", client -> follow(id, client));
  }

  /**
   * An event now and at each change. A comment now and then notices who has gone; then the
   * operation is looked at too, for another server may have changed it.
   */
  private void follow(UUID id, ClientStream client) throws IOException {
    var changed = new Semaphore(1);
    var watch = operations.watch(id, changed::release);
    try {
      var sent = Optional.<OperationView>empty();
      while (!client.hasGone()) {
        if (!changed.tryAcquire(HEARTBEAT.toMillis(), TimeUnit.MILLISECONDS)) {
          client.write(": still there\n\n");
        }
        changed.drainPermits();
        var operation = operations.get(id);
        var view = Wire.view(operation);
        if (!sent.equals(Optional.of(view))) {
          client.write(
              "event: operation\ndata: " + WireJson.MAPPER.writeValueAsString(view) + "\n\n");
          sent = Optional.of(view);
        }
        if (isSettled(operation)) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("the server stops", e);
    } finally {
      close(watch);
    }
  }

  private static boolean isSettled(Operation operation) {
    return operation.status().isFinished()
        || operation.status() == Operation.Status.NEEDS_ATTENTION;
  }

  private static void close(AutoCloseable watch) throws IOException {
    try {
      watch.close();
    } catch (Exception e) {
      throw new IOException("ending the watch of an operation", e);
    }
  }
}
