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
  private static final String NAME_OF_LOOPBACK = "localhost";
  private static final Set<String> LOOPBACK = Set.of(NAME_OF_LOOPBACK, "127.0.0.1", "[::1]");

  /** By somebody who knows what else is served there. */
  private final Set<String> configured = new HashSet<>();

  private final boolean isReachedOtherwise;

  HostRule(Listen listen) {
    configured.addAll(listen.hosts());
    if (!ListenRule.isWildcard(listen.bind()) && !ListenRule.isLocalhost(listen.bind())) {
      configured.add(bracketed(listen.bind()).toLowerCase(Locale.ROOT));
    }
    isReachedOtherwise = listen.url().isPresent() || !listen.proxies().isEmpty();
  }

  boolean serves(String host) {
    return isLocal(host) || configured.contains(name(host));
  }

  /**
   * Whether pages asked for there are to be shown at {@code localhost} instead. Cookies ignore
   * ports: one of a numeric address goes to the applications, whose addresses are numeric too.
   */
  boolean isOfApplications(String host) {
    return isLocal(host)
        && !name(host).equals(NAME_OF_LOOPBACK)
        && !configured.contains(name(host))
        && !isReachedOtherwise;
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
