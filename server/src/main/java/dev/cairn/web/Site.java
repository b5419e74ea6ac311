package dev.cairn.web;

import io.javalin.config.RoutesConfig;

/** Routes that belong together: the REST API, the console, the protocols of AWS. */
public interface Site {
  void register(RoutesConfig routes);

  /** Whether programs ask for that path: then an error is JSON, else a page. */
  default boolean isForPrograms(String path) {
    return false;
  }

  /**
   * Whether requests for that path prove by themselves who sent them, as signed ones do. Then
   * neither cookie nor token is looked at, and nothing about the user may rest on them.
   */
  default boolean asksWhoItself(String path) {
    return false;
  }
}
