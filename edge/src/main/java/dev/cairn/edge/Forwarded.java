package dev.cairn.edge;

import io.vertx.core.MultiMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What the edge changes in the headers that pass through it. Pure. */
final class Forwarded {
  /** Cairn's own sign-in: cookies ignore ports, so the browser sends it to applications too. */
  static final String OWN_COOKIE = "cairn_session";

  /** RFC 9110 §7.6.1: these speak of one connection only. */
  private static final Set<String> HOP_BY_HOP =
      Set.of("connection", "keep-alive", "proxy-connection", "te", "trailer", "upgrade");

  private Forwarded() {}

  /**
   * Readies a request's headers for the application.
   *
   * @param peer address that the request came from; what a peer on this machine (a TLS proxy in
   *     front) says about the client is believed, what others say is replaced
   */
  static void request(MultiMap headers, String peer, String host) {
    removeHopByHop(headers);
    headers.remove("expect"); // answered by the edge already
    stripOwnCookie(headers);
    if (!isLoopback(peer)) {
      headers.remove("x-forwarded-for");
      headers.remove("x-forwarded-proto");
      headers.remove("x-forwarded-host");
      headers.remove("forwarded");
    }
    var before = headers.getAll("x-forwarded-for");
    headers.set(
        "x-forwarded-for", before.isEmpty() ? peer : String.join(", ", before) + ", " + peer);
    if (!headers.contains("x-forwarded-proto")) {
      headers.set("x-forwarded-proto", "http");
    }
    if (!headers.contains("x-forwarded-host") && !host.isEmpty()) {
      headers.set("x-forwarded-host", host);
    }
  }

  /** Readies an answer's headers for the client: no application signs anybody in to Cairn. */
  static void response(MultiMap headers) {
    removeHopByHop(headers);
    headers.remove("transfer-encoding");
    var cookies = List.copyOf(headers.getAll("set-cookie"));
    if (cookies.stream().anyMatch(Forwarded::isOwn)) {
      headers.remove("set-cookie");
      cookies.stream().filter(c -> !isOwn(c)).forEach(c -> headers.add("set-cookie", c));
    }
  }

  /** By the name before the first {@code =}, as browsers read it. */
  private static boolean isOwn(String cookie) {
    return cookie.split("[;=]", 2)[0].strip().equalsIgnoreCase(OWN_COOKIE);
  }

  /** Removes what spoke of one connection only, and what its Connection header names. */
  static void removeHopByHop(MultiMap headers) {
    for (var value : List.copyOf(headers.getAll("connection"))) {
      for (var name : value.split(",", -1)) {
        if (!name.isBlank()) {
          headers.remove(name.strip());
        }
      }
    }
    HOP_BY_HOP.forEach(headers::remove);
  }

  private static void stripOwnCookie(MultiMap headers) {
    var cookies = List.copyOf(headers.getAll("cookie"));
    if (cookies.stream().noneMatch(c -> c.contains(OWN_COOKIE))) {
      return;
    }
    headers.remove("cookie");
    for (var line : cookies) {
      var kept = new ArrayList<String>();
      for (var pair : line.split(";", -1)) {
        var name = pair.split("=", 2)[0].strip();
        if (!name.equals(OWN_COOKIE) && !pair.isBlank()) {
          kept.add(pair.strip());
        }
      }
      if (!kept.isEmpty()) {
        headers.add("cookie", String.join("; ", kept));
      }
    }
  }

  private static boolean isLoopback(String peer) {
    return peer.startsWith("127.")
        || peer.equals("::1")
        || peer.toLowerCase(Locale.ROOT).equals("0:0:0:0:0:0:0:1");
  }
}
