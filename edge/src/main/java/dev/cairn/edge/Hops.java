package dev.cairn.edge;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The way of a request as the header {@code Forwarded} says it (RFC 7239). Pure. */
final class Hops {
  private static final String TOKEN = "!#$%&'*+-.^_`|~";

  private Hops() {}

  /**
   * @param clients addresses, the first asked; each but it asked for the one before
   * @param host that the first asked for, empty where it is not known
   */
  static String of(List<String> clients, String host, String proto) {
    var hops = new StringBuilder("for=").append(node(clients.getFirst()));
    if (!host.isEmpty()) {
      hops.append(";host=").append(value(host));
    }
    hops.append(";proto=").append(value(proto));
    clients.stream().skip(1).forEach(client -> hops.append(", for=").append(node(client)));
    return hops.toString();
  }

  /** An address as {@code for} has it: one of IPv6 in brackets, and so in quotes. */
  static String node(String address) {
    if (address.indexOf(':') != address.lastIndexOf(':') && !address.startsWith("[")) {
      int zone = address.indexOf('%');
      return value("[" + (zone < 0 ? address : address.substring(0, zone)) + "]");
    }
    return address.isEmpty() ? "unknown" : value(address);
  }

  private static String value(String text) {
    return !text.isEmpty() && text.chars().allMatch(Hops::isToken)
        ? text
        : '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private static boolean isToken(int c) {
    return (c >= '0' && c <= '9')
        || (c >= 'A' && c <= 'Z')
        || (c >= 'a' && c <= 'z')
        || TOKEN.indexOf(c) >= 0;
  }

  /** Whom the last hop asked for, without brackets; empty where it does not say. */
  static Optional<String> lastClient(String hops) {
    var last = split(hops, ',').getLast();
    return split(last, ';').stream()
        .map(String::strip)
        .filter(pair -> pair.regionMatches(true, 0, "for=", 0, "for=".length()))
        .map(pair -> bare(pair.substring("for=".length())))
        .filter(client -> !client.isEmpty())
        .findFirst();
  }

  /** At that character where it is not within quotes. */
  private static List<String> split(String text, char at) {
    var parts = new ArrayList<String>();
    boolean quoted = false;
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && quoted) {
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == at && !quoted) {
        parts.add(text.substring(from, i));
        from = i + 1;
      }
    }
    parts.add(text.substring(from));
    return parts;
  }

  private static String bare(String node) {
    var text = node.strip();
    if (text.length() > 1 && text.startsWith("\"") && text.endsWith("\"")) {
      text = text.substring(1, text.length() - 1);
    }
    int bracket = text.indexOf(']');
    return text.startsWith("[") && bracket > 0 ? text.substring(1, bracket) : text;
  }
}
