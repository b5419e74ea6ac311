package dev.cairn.edge;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Supplier;

/** What the edge says of itself, to programs on this machine. */
final class StatusPage implements Service {
  private final Supplier<Map<String, Object>> status;

  StatusPage(Supplier<Map<String, Object>> status) {
    this.status = status;
  }

  @Override
  public Work begin(Exchange exchange) {
    switch (exchange.request().uri()) {
      case Hosts.CHECK_PATH -> exchange.say(204, "text/plain", new byte[0], false);
      case "/status" ->
          exchange.say(
              200,
              "application/json",
              Json.write(status.get()).getBytes(StandardCharsets.UTF_8),
              false);
      default -> exchange.say(404, "text/plain", new byte[0], false);
    }
    return Work.NONE;
  }
}
