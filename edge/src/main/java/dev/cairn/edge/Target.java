package dev.cairn.edge;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;

/** What a request is for: its target and its {@code Host} (RFC 9112 §3.2). */
final class Target {
  private static final String HTTP = "http://";
  private static final String HTTPS = "https://";

  private static final boolean[] OF_A_NAME = characters("-._~%!$&'()*+,;=", true);
  private static final boolean[] OF_AN_ADDRESS = characters(":.abcdefABCDEF", false);
  private static final int PORT_DIGITS = 5;

  private Target() {}

  /** Refuses what names two places, or none; one that is absolute becomes a path. */
  static void check(HttpRequest request) throws Refusal {
    var hosts = request.headers().getAll(HttpHeaderNames.HOST);
    if (hosts.size() > 1
        || (hosts.isEmpty() && request.protocolVersion().equals(HttpVersion.HTTP_1_1))) {
      throw Refusal.of("it has not one Host");
    }
    if (!hosts.isEmpty() && !isHost(hosts.getFirst())) {
      throw Refusal.of("its Host is none");
    }
    var target = request.uri();
    if (target.indexOf('#') >= 0) {
      throw Refusal.of("its target has a fragment");
    }
    if (target.startsWith("/")) {
      return;
    }
    if (target.equals("*") && request.method().equals(HttpMethod.OPTIONS)) {
      return;
    }
    request.setUri(path(target, hosts));
  }

  private static String path(String target, List<String> hosts) throws Refusal {
    int authority =
        target.regionMatches(true, 0, HTTP, 0, HTTP.length())
            ? HTTP.length()
            : target.regionMatches(true, 0, HTTPS, 0, HTTPS.length()) ? HTTPS.length() : -1;
    if (authority < 0) {
      throw Refusal.of("its target is no path");
    }
    int end = authority;
    while (end < target.length() && "/?".indexOf(target.charAt(end)) < 0) {
      end++;
    }
    var named = target.substring(authority, end);
    if (named.isEmpty() || hosts.stream().anyMatch(host -> !host.equalsIgnoreCase(named))) {
      throw Refusal.of("its target is at another Host");
    }
    if (!isHost(named)) {
      throw Refusal.of("its target is at no Host");
    }
    var path = target.substring(end);
    return path.startsWith("/") ? path : "/" + path;
  }

  private static boolean[] characters(String some, boolean letters) {
    var all = new boolean[128];
    for (int c = '0'; c <= 'z'; c++) {
      all[c] = Character.isDigit(c) || (letters && Character.isLetter(c));
    }
    some.chars().forEach(c -> all[c] = true);
    return all;
  }

  /** A name, or an address, one of IPv6 in brackets; and a port, or none. */
  private static boolean isHost(String host) {
    int end;
    if (host.startsWith("[")) {
      end = span(host, 1, OF_AN_ADDRESS);
      if (end == 1 || end == host.length() || host.charAt(end) != ']') {
        return false;
      }
      end++;
    } else {
      end = span(host, 0, OF_A_NAME);
    }
    return end == host.length() || isPort(host, end);
  }

  private static boolean isPort(String host, int colon) {
    int digits = host.length() - colon - 1;
    return host.charAt(colon) == ':'
        && digits <= PORT_DIGITS
        && host.chars().skip(colon + 1L).allMatch(c -> c >= '0' && c <= '9');
  }

  private static int span(String text, int from, boolean[] characters) {
    int i = from;
    while (i < text.length() && text.charAt(i) < 128 && characters[text.charAt(i)]) {
      i++;
    }
    return i;
  }

  /** The name or address that a request is for, without its port; empty where it says none. */
  static String host(HttpRequest request) {
    var said = request.headers().get(HttpHeaderNames.HOST, "");
    int bracket = said.lastIndexOf(']');
    int colon = said.lastIndexOf(':');
    return colon > bracket ? said.substring(0, colon) : said;
  }
}
