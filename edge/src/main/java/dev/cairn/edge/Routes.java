package dev.cairn.edge;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The contents of a routes file. The server writes it whole; unknown fields are ignored, so that an
 * older edge follows a newer server.
 *
 * @param statusPort of {@code GET /status}, always on loopback
 * @param bind address that the routes listen on
 * @param names of hosts that are served, besides those that need no mention; see {@link Hosts}
 */
record Routes(long revision, int statusPort, String bind, List<String> names, List<Route> routes) {

  Routes {
    names = List.copyOf(names);
    routes = List.copyOf(routes);
  }

  static Routes parse(String text) throws BadRoutes {
    try {
      var json = Json.parse(text);
      var routes = new ArrayList<Route>();
      var ports = new HashSet<Integer>();
      int statusPort = port(number(json, "statusPort"));
      ports.add(statusPort);
      for (var entry : list(json, "routes")) {
        if (!(entry instanceof Map<?, ?> object)) {
          throw new BadRoutes("a route is not an object");
        }
        var route = route(object);
        if (!ports.add(route.port())) {
          throw new BadRoutes("port " + route.port() + " is given twice");
        }
        routes.add(route);
      }
      return new Routes(
          number(json, "revision"),
          statusPort,
          text(json, "bind").orElse("127.0.0.1"),
          list(json, "names").stream().map(String::valueOf).toList(),
          routes);
    } catch (ClassCastException e) {
      throw new BadRoutes("it is not the JSON expected: " + e.getMessage(), e);
    }
  }

  private static Route route(Map<?, ?> json) throws BadRoutes {
    int port = port(number(json, "port"));
    var upstream = text(json, "upstream");
    return new Route(
        text(json, "stage").orElse("port " + port),
        port,
        upstream.isEmpty() ? Optional.empty() : Optional.of(Upstream.parse(upstream.get())));
  }

  private static long number(Map<?, ?> json, String name) {
    return Optional.ofNullable((Number) json.get(name)).map(Number::longValue).orElse(0L);
  }

  private static Optional<String> text(Map<?, ?> json, String name) {
    return Optional.ofNullable((String) json.get(name));
  }

  private static List<?> list(Map<?, ?> json, String name) {
    return Optional.<List<?>>ofNullable((List<?>) json.get(name)).orElse(List.of());
  }

  static int port(long number) throws BadRoutes {
    if (number < 1 || number > 65535) {
      throw new BadRoutes("a port is missing or not between 1 and 65535: " + number);
    }
    return (int) number;
  }
}
