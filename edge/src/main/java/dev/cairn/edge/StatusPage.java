package dev.cairn.edge;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What the edge says of itself, to programs on this machine. */
final class StatusPage implements Service {
  /** A page of a stranger's, whose name was pointed here, is not answered. */
  private static final Hosts HERE = new Hosts(List.of());

  private final Supplier<Map<String, Object>> status;

  StatusPage(Supplier<Map<String, Object>> status) {
    this.status = status;
  }

  @Override
  public Work begin(Exchange exchange) {
    var host = Target.host(exchange.request());
    if (!exchange.request().uri().equals(Hosts.CHECK_PATH) && !HERE.serves(host)) {
      exchange.say(Answer.foreignHost(host));
      return Work.NONE;
    }
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
