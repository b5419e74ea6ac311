package dev.cairn.edge;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which stage a request at a shared address is for. Pure; made anew with each change of routes. A
 * host that two routes have stays with the first.
 */
final class Directory {
  private static final int MOST_OF_A_NAME = 253;

  private final SharedAddresses shared;
  private final Certificates certificates;
  private final Map<String, Route> byHost = new HashMap<>();
  private final Map<String, Route> byStage = new HashMap<>();
  private final List<String> problems = new ArrayList<>();

  Directory(SharedAddresses shared, Certificates certificates, List<Route> routes) {
    this.shared = shared;
    this.certificates = certificates;
    routes.forEach(this::add);
  }

  private void add(Route route) {
    byStage.putIfAbsent(route.stage(), route);
    for (var host : route.hosts()) {
      if (host.isEmpty() || host.length() > MOST_OF_A_NAME || !isName(host)) {
        problems.add(route.stage() + " has a host that is no name");
        continue;
      }
      var first = Optional.ofNullable(byHost.putIfAbsent(host, route)).map(Route::stage);
      if (first.isPresent() && !first.get().equals(route.stage())) {
        problems.add(
            "the host " + host + " of " + route.stage() + " is " + first.get() + "'s already");
      }
    }
  }

  private static boolean isName(String host) {
    return host.chars()
        .allMatch(
            c ->
                (c >= 'a' && c <= 'z')
                    || (c >= '0' && c <= '9')
                    || c == '-'
                    || c == '.'
                    || c == '_');
  }

  /**
   * @param host as {@link Hosts#plain} has it
   */
  Optional<Route> findByHost(String host) {
    return Optional.ofNullable(byHost.get(host));
  }

  Optional<Route> findStage(String stage) {
    return Optional.ofNullable(byStage.get(stage));
  }

  /** Whether that host is to be asked for over TLS. Below localhost nobody else listens. */
  boolean isSecured(String host) {
    return shared.https() != 0
        && !host.endsWith(".localhost")
        && certificates.find(host).isPresent();
  }

  Certificates certificates() {
    return certificates;
  }

  SharedAddresses shared() {
    return shared;
  }

  /** Sentences about what cannot be followed. */
  List<String> problems() {
    return problems;
  }
}
