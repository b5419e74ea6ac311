package dev.cairn.web.api;

import static dev.cairn.access.Action.ADMINISTER;

import dev.cairn.api.Shutdown;
import java.util.List;
import java.util.function.Consumer;

/** Ends the server, and with it what it runs where that is asked for. */
final class ShutdownApi implements Noun {
  private final Consumer<Boolean> end;

  ShutdownApi(Consumer<Boolean> end) {
    this.end = end;
  }

  @Override
  public List<Route> routes() {
    return List.of(Route.post("shutdown", ADMINISTER, this::shutdown));
  }

  private Answer shutdown(ApiRequest request) {
    end.accept(request.body(Shutdown.class).everything());
    return new Answer.Nothing();
  }
}
