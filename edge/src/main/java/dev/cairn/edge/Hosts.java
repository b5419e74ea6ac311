package dev.cairn.edge;

import java.util.List;
import java.util.Locale;

/**
 * Which {@code Host} headers are served: addresses, names of one word (of this machine and its
 * network), those below {@code localhost}, and those that were configured. Any other one may be a
 * stranger's name that was pointed at this machine, for a page of his to read what an application
 * here answers (DNS rebinding).
 *
 * @param names configured; {@code *.example.com} stands for all below it
 */
record Hosts(List<String> names) {
  /**
   * Nobody can have this name (RFC 6761); asked for where the edge looks whether it serves, and by
   * the server, which is answered as any stranger.
   */
  static final String CHECK = "edge.cairn.invalid";

  static final String CHECK_PATH = "/alive";

  Hosts {
    names = names.stream().map(Hosts::plain).toList();
  }

  /**
   * @param host without its port
   */
  boolean serves(String host) {
    var name = plain(host);
    return name.indexOf('.') < 0
        || name.endsWith(".localhost")
        || isAddress(name)
        || names.stream().anyMatch(own -> matches(own, name));
  }

  private static boolean isAddress(String name) {
    return name.startsWith("[") || name.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
  }

  /** A name as it is compared: in small letters, without the dot that may end it. */
  static String plain(String host) {
    var name = host.toLowerCase(Locale.ROOT);
    return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
  }

  private static boolean matches(String own, String name) {
    return own.startsWith("*.") ? name.endsWith(own.substring(1)) : name.equals(own);
  }
}
