package dev.cairn.edge;

import java.util.function.Supplier;

/** Takes the requests of one stage's port to the upstream of its route, or says why it does not. */
final class Forwarding implements Service {
  private final Supplier<Route> route;
  private final Supplier<Hosts> hosts;
  private final Admission admission;

  /**
   * @param hosts that are served besides the route's own
   */
  Forwarding(Supplier<Route> route, Supplier<Hosts> hosts, Admission admission) {
    this.route = route;
    this.hosts = hosts;
    this.admission = admission;
  }

  @Override
  public Work begin(Exchange exchange) {
    var check = admission.findCheck(exchange);
    if (check.isPresent()) {
      return check.get();
    }
    var host = Target.host(exchange.request());
    if (isLookOfTheServer(exchange, host)) {
      exchange.leaveOut();
    }
    if (!hosts.get().serves(host) && !route.get().hosts().contains(Hosts.plain(host))) {
      return Admission.refuse(exchange, Answer.foreignHost(host));
    }
    return admission.admit(exchange, route);
  }

  /** Refused as any stranger, every few seconds at every stage. */
  private static boolean isLookOfTheServer(Exchange exchange, String host) {
    return Hosts.CHECK_PATH.equals(exchange.request().uri())
        && host.equals(Hosts.CHECK)
        && Forwarded.isLoopback(exchange.peer());
  }
}
