package dev.cairn.edge;

/** Where a release listens. */
record Upstream(String host, int port) {

  /** Reads {@code host:port}; an IPv6 address stands in brackets. */
  static Upstream parse(String text) throws BadRoutes {
    int colon = text.lastIndexOf(':');
    if (colon < 1) {
      throw new BadRoutes("upstream \"" + text + "\" is not host:port");
    }
    var host = text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    try {
      return new Upstream(host, Routes.port(Integer.parseInt(text.substring(colon + 1))));
    } catch (NumberFormatException e) {
      throw new BadRoutes("upstream \"" + text + "\" has no port number", e);
    }
  }

  @Override
  public String toString() {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }
}
