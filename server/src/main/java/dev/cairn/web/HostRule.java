package dev.cairn.web;

import dev.cairn.config.Config.Listen;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Which {@code Host} headers are served. A page of another site whose name was pointed at this
 * machine (DNS rebinding) carries its own name, and is refused.
 */
final class HostRule {
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  private final Set<String> names;

  HostRule(Listen listen) {
    names = new HashSet<>(LOOPBACK);
    listen.names().forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
    listen.url().ifPresent(url -> names.add(url.getHost()));
    if (!ListenRule.isWildcard(listen.bind())) {
      names.add(bracketed(listen.bind()).toLowerCase(Locale.ROOT));
    }
  }

  boolean serves(String host) {
    return names.contains(name(host));
  }

  /** Whether it was asked as this machine alone can, by {@code localhost} or its address. */
  static boolean isLocal(String host) {
    return LOOPBACK.contains(name(host));
  }

  /** An address as it stands in a URL. */
  static String bracketed(String bind) {
    return bind.indexOf(':') >= 0 && !bind.startsWith("[") ? "[" + bind + "]" : bind;
  }

  private static String name(String host) {
    int colon = host.lastIndexOf(':');
    var name = colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
    return name.toLowerCase(Locale.ROOT);
  }
}
