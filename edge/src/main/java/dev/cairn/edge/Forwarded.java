package dev.cairn.edge;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What the edge changes in the headers that pass through it. Pure. */
final class Forwarded {
  /** Cairn's own sign-in: cookies ignore ports, so the browser sends it to applications too. */
  static final String OWN_COOKIE = "cairn_session";

  /** RFC 9110 §7.6.1: these speak of one connection only. */
  private static final List<AsciiString> HOP_BY_HOP =
      List.of(
          HttpHeaderNames.CONNECTION,
          AsciiString.cached("keep-alive"),
          AsciiString.cached("proxy-connection"),
          HttpHeaderNames.TE,
          HttpHeaderNames.TRAILER,
          HttpHeaderNames.UPGRADE);

  private static final AsciiString FOR = AsciiString.cached("x-forwarded-for");
  static final AsciiString PROTO = AsciiString.cached("x-forwarded-proto");
  private static final AsciiString HOST = AsciiString.cached("x-forwarded-host");
  private static final AsciiString STANDARD = AsciiString.cached("forwarded");

  /** What no message can have taken away: its framing, whom it is for, and who sent it. */
  private static final Set<String> KEPT =
      Set.of(
          "content-length",
          "transfer-encoding",
          "host",
          "x-forwarded-for",
          "x-forwarded-proto",
          "x-forwarded-host",
          "forwarded");

  private Forwarded() {}

  /**
   * Readies a request's headers for the application.
   *
   * @param peer address that the request came from; what a peer on this machine (a TLS proxy in
   *     front) says about the client is believed, what others say is replaced
   * @param scheme that it came by
   */
  static void request(HttpHeaders headers, String peer, String scheme) {
    removeHopByHop(headers);
    headers.remove(HttpHeaderNames.EXPECT); // answered by the edge already
    stripOwnCookie(headers);
    removeOtherSpellings(headers);
    if (!isLoopback(peer)) {
      headers.remove(FOR);
      headers.remove(PROTO);
      headers.remove(HOST);
      headers.remove(STANDARD);
    }
    var before = headers.getAll(FOR);
    var clients = before.isEmpty() ? peer : String.join(", ", before) + ", " + peer;
    headers.set(FOR, clients);
    if (!headers.contains(PROTO)) {
      headers.set(PROTO, scheme);
    }
    var host = headers.get(HttpHeaderNames.HOST, "");
    if (!headers.contains(HOST) && !host.isEmpty()) {
      headers.set(HOST, host);
    }
    headers.set(STANDARD, hops(headers, before, clients, peer));
  }

  /**
   * What stands there already is kept where it names the same client: a proxy that says one of the
   * two hands on what a stranger said in the other.
   */
  private static String hops(
      HttpHeaders headers, List<String> before, String clients, String peer) {
    var said = String.join(", ", headers.getAll(STANDARD));
    if (!said.isEmpty() && (before.isEmpty() || Hops.lastClient(said).equals(last(before)))) {
      return said + ", for=" + Hops.node(peer);
    }
    return Hops.of(
        before.isEmpty()
            ? List.of(peer)
            : Stream.of(clients.split(",", -1)).map(String::strip).toList(),
        headers.get(HOST, ""),
        headers.get(PROTO, ""));
  }

  /** Readies an answer's headers for the client: no application signs anybody in to Cairn. */
  static void response(HttpHeaders headers) {
    removeHopByHop(headers);
    headers.remove(HttpHeaderNames.TRANSFER_ENCODING);
    var cookies = headers.getAll(HttpHeaderNames.SET_COOKIE);
    if (cookies.stream().anyMatch(Forwarded::isOwn)) {
      headers.remove(HttpHeaderNames.SET_COOKIE);
      cookies.stream()
          .filter(c -> !isOwn(c))
          .forEach(c -> headers.add(HttpHeaderNames.SET_COOKIE, c));
    }
  }

  /**
   * By the name before the first {@code =}, as browsers read it. One without a name they send as
   * its value alone, which is read as another's name.
   */
  private static boolean isOwn(String cookie) {
    var named = cookie.stripLeading();
    while (named.startsWith("=")) {
      named = named.substring(1).stripLeading();
    }
    return named.split("[;=]", 2)[0].strip().equalsIgnoreCase(OWN_COOKIE);
  }

  /** CGI and what came of it know {@code X_Forwarded_For} and {@code X-Forwarded-For} as one. */
  private static void removeOtherSpellings(HttpHeaders headers) {
    for (var name : headers.names()) {
      if (name.indexOf('_') >= 0
          && KEPT.contains(name.replace('_', '-').toLowerCase(Locale.ROOT))) {
        headers.remove(name);
      }
    }
  }

  /** Removes what spoke of one connection only, and what its Connection header names. */
  static void removeHopByHop(HttpHeaders headers) {
    for (var value : headers.getAll(HttpHeaderNames.CONNECTION)) {
      for (var name : value.split(",", -1)) {
        var listed = name.strip().toLowerCase(Locale.ROOT);
        if (!listed.isEmpty() && !KEPT.contains(listed)) {
          headers.remove(listed);
        }
      }
    }
    HOP_BY_HOP.forEach(headers::remove);
  }

  /**
   * Who is asking, for its share: the peer, or whom a peer on this machine asks for; empty where
   * such a one does not say.
   */
  static Optional<String> client(HttpHeaders headers, String peer) {
    if (!isLoopback(peer)) {
      return Optional.of(peer);
    }
    var named = last(headers.getAll(FOR));
    return (named.isPresent() || !headers.contains(STANDARD)
            ? named
            : Hops.lastClient(String.join(", ", headers.getAll(STANDARD))))
        .filter(client -> !isLoopback(client));
  }

  private static Optional<String> last(List<String> clients) {
    return clients.isEmpty()
        ? Optional.empty()
        : Optional.of(clients.getLast().substring(clients.getLast().lastIndexOf(',') + 1).strip());
  }

  private static void stripOwnCookie(HttpHeaders headers) {
    var cookies = headers.getAll(HttpHeaderNames.COOKIE);
    if (cookies.stream().noneMatch(c -> c.contains(OWN_COOKIE))) {
      return;
    }
    headers.remove(HttpHeaderNames.COOKIE);
    for (var line : cookies) {
      var kept = new ArrayList<String>();
      for (var pair : line.split(";", -1)) {
        var name = pair.split("=", 2)[0].strip();
        if (!name.equals(OWN_COOKIE) && !pair.isBlank()) {
          kept.add(pair.strip());
        }
      }
      if (!kept.isEmpty()) {
        headers.add(HttpHeaderNames.COOKIE, String.join("; ", kept));
      }
    }
  }

  /** Whether what it says of others is believed. */
  static boolean isLoopback(String peer) {
    return peer.startsWith("127.")
        || peer.equals("::1")
        || peer.toLowerCase(Locale.ROOT).equals("0:0:0:0:0:0:0:1");
  }
}
