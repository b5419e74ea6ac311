package dev.cairn.web.api;

import static dev.cairn.access.Action.ADMINISTER;

import dev.cairn.api.Shutdown;
import dev.cairn.core.Problem;
import dev.cairn.core.Violation;
import java.util.List;
import java.util.function.Consumer;

/** Ends the server, and with it what it runs where that is asked for. */
final class ShutdownApi implements Noun {
  private final Consumer<Shutdown> end;

  ShutdownApi(Consumer<Shutdown> end) {
    this.end = end;
  }

  @Override
  public List<Route> routes() {
    return List.of(Route.post("shutdown", ADMINISTER, this::shutdown));
  }

  private Answer shutdown(ApiRequest request) {
    var wanted = request.body(Shutdown.class);
    if (wanted.purge() && !wanted.everything()) {
      throw Problem.invalid(
              "invalid-request",
              "What Cairn made cannot be removed while it runs on.",
              "Ask for everything to be stopped as well.")
          .withViolations(List.of(new Violation("purge", "needs everything to be true")))
          .toException();
    }
    end.accept(wanted);
    return new Answer.Nothing();
  }
}
