package dev.cairn.web.api;

import dev.cairn.access.Action;
import java.util.Optional;
import java.util.Set;

/**
 * One line of the API.
 *
 * @param action what the caller's role must allow; empty where strangers may ask
 * @param query names of query parameters that are understood; any other is refused
 */
record Route(
    String method, String path, Optional<Action> action, Set<String> query, Handler handler) {

  /** Parses, calls a use case, answers. */
  @FunctionalInterface
  interface Handler {
    Answer handle(ApiRequest request);
  }

  static Route get(String path, Action action, Handler handler) {
    return of("GET", path, action, handler);
  }

  static Route post(String path, Action action, Handler handler) {
    return of("POST", path, action, handler);
  }

  static Route put(String path, Action action, Handler handler) {
    return of("PUT", path, action, handler);
  }

  static Route patch(String path, Action action, Handler handler) {
    return of("PATCH", path, action, handler);
  }

  static Route delete(String path, Action action, Handler handler) {
    return of("DELETE", path, action, handler);
  }

  static Route open(String path, Handler handler) {
    return new Route("GET", path, Optional.empty(), Set.of(), handler);
  }

  private static Route of(String method, String path, Action action, Handler handler) {
    return new Route(method, "/api/v1/" + path, Optional.of(action), Set.of(), handler);
  }

  /** The same with query parameters. */
  Route query(String... names) {
    return new Route(method, path, action, Set.of(names), handler);
  }
}
