package dev.cairn.web;

import io.javalin.config.RoutesConfig;

/** Routes that belong together: the REST API, the console. */
public interface Site {
  void register(RoutesConfig routes);
}
