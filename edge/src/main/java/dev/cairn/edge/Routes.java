package dev.cairn.edge;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The contents of a routes file. The server writes it whole; unknown fields are ignored, so that an
 * older edge follows a newer server.
 *
 * @param statusPort of {@code GET /status}, always on loopback
 * @param bind address that the routes listen on
 * @param names of hosts that are served, besides those that need no mention; see {@link Hosts}
 */
record Routes(
    long revision,
    int statusPort,
    String bind,
    List<String> names,
    SharedAddresses shared,
    List<Route> routes) {

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
      var shared = SharedAddresses.parse(json);
      addOnce(shared.http(), ports);
      addOnce(shared.https(), ports);
      for (var entry : list(json, "routes")) {
        var route = route(object(entry, "a route"));
        addOnce(route.port(), ports);
        routes.add(route);
      }
      return new Routes(
          number(json, "revision"),
          statusPort,
          text(json, "bind").orElse("127.0.0.1"),
          texts(json, "names"),
          shared,
          routes);
    } catch (ClassCastException e) {
      throw new BadRoutes("it is not the JSON expected: " + e.getMessage(), e);
    }
  }

  private static void addOnce(int port, Set<Integer> ports) throws BadRoutes {
    if (port != 0 && !ports.add(port)) {
      throw new BadRoutes("port " + port + " is given twice");
    }
  }

  private static Route route(Map<?, ?> json) throws BadRoutes {
    int port = port(number(json, "port"));
    var upstream = text(json, "upstream");
    return new Route(
        text(json, "stage").orElse("port " + port),
        port,
        upstream.isEmpty() ? Optional.empty() : Optional.of(Upstream.parse(upstream.get())),
        texts(json, "hosts").stream().map(Hosts::plain).toList(),
        text(json, "state").equals(Optional.of("deploying")),
        Boolean.TRUE.equals(json.get("accessLog")));
  }

  static long number(Map<?, ?> json, String name) {
    return Optional.ofNullable((Number) json.get(name)).map(Number::longValue).orElse(0L);
  }

  static Optional<String> text(Map<?, ?> json, String name) {
    return Optional.ofNullable((String) json.get(name));
  }

  static List<?> list(Map<?, ?> json, String name) {
    return Optional.<List<?>>ofNullable((List<?>) json.get(name)).orElse(List.of());
  }

  static List<String> texts(Map<?, ?> json, String name) {
    return list(json, name).stream().map(String::valueOf).toList();
  }

  static Map<?, ?> object(Object json, String what) throws BadRoutes {
    if (json instanceof Map<?, ?> object) {
      return object;
    }
    throw new BadRoutes(what + " is not an object");
  }

  static int port(long number) throws BadRoutes {
    if (number < 1 || number > 65535) {
      throw new BadRoutes("a port is missing or not between 1 and 65535: " + number);
    }
    return (int) number;
  }
}
