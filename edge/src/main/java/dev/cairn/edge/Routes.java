package dev.cairn.edge;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
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
      var json = new JsonObject(text);
      var routes = new ArrayList<Route>();
      var ports = new HashSet<Integer>();
      ports.add(port(json.getInteger("statusPort", 0)));
      for (var entry : json.getJsonArray("routes", new JsonArray())) {
        if (!(entry instanceof JsonObject object)) {
          throw new BadRoutes("a route is not an object");
        }
        var route = route(object);
        if (!ports.add(route.port())) {
          throw new BadRoutes("port " + route.port() + " is given twice");
        }
        routes.add(route);
      }
      return new Routes(
          json.getLong("revision", 0L),
          json.getInteger("statusPort", 0),
          json.getString("bind", "127.0.0.1"),
          json.getJsonArray("names", new JsonArray()).stream().map(String::valueOf).toList(),
          routes);
    } catch (DecodeException | ClassCastException e) {
      throw new BadRoutes("it is not the JSON expected: " + e.getMessage(), e);
    }
  }

  private static Route route(JsonObject json) throws BadRoutes {
    int port = port(json.getInteger("port", 0));
    var upstream = Optional.ofNullable(json.getString("upstream"));
    return new Route(
        json.getString("stage", "port " + port),
        port,
        upstream.isEmpty() ? Optional.empty() : Optional.of(Upstream.parse(upstream.get())));
  }

  static int port(int number) throws BadRoutes {
    if (number < 1 || number > 65535) {
      throw new BadRoutes("a port is missing or not between 1 and 65535: " + number);
    }
    return number;
  }
}
