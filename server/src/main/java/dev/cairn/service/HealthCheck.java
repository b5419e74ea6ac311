package dev.cairn.service;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * One look at an application from where the edge stands. With a health path: GET answers 2xx,
 * redirects within the application followed; without one: a connection is accepted.
 *
 * <p>Speaks HTTP by itself, as the JDK's clients do not let one choose the Host header: some
 * frameworks refuse any but the one that users type.
 */
final class HealthCheck {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

  /** Of the whole look, redirects included: a trickle of bytes holds nobody for longer. */
  private static final Duration LOOK_TIMEOUT = Duration.ofSeconds(8);

  private static final int MOST_REDIRECTS = 5;
  private static final int LONGEST_HEAD = 16 * 1024;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

  private HealthCheck() {}

  private record Answer(int status, Optional<String> location) {}

  /**
   * Why it is not healthy; empty where it is.
   *
   * @param address host:port of the release
   * @param publicPort of the stage's address, for the Host header
   */
  static Optional<String> failure(String address, Optional<String> path, int publicPort) {
    try {
      if (path.isEmpty()) {
        connect(address).close();
        return Optional.empty();
      }
      return failureOf(address, path.get(), "127.0.0.1:" + publicPort);
    } catch (IOException e) {
      return Optional.of(
          path.map(it -> "GET " + it + " failed: ").orElse("no connection: ") + reason(e));
    }
  }

  private static Optional<String> failureOf(String address, String path, String host)
      throws IOException {
    long deadline = System.nanoTime() + LOOK_TIMEOUT.toNanos();
    var at = path;
    for (int hop = 0; hop <= MOST_REDIRECTS; hop++) {
      var answer = get(address, at, host, deadline);
      if (answer.status() >= 200 && answer.status() < 300) {
        return Optional.empty();
      }
      if (!REDIRECTS.contains(answer.status()) || answer.location().isEmpty()) {
        return Optional.of("GET " + at + " answered " + answer.status());
      }
      var next = resolve(host, at, answer.location().get());
      if (!"http".equals(next.getScheme()) || !isOwn(next, host, address)) {
        return Optional.of("GET " + at + " redirects to " + next + ", which is not itself");
      }
      at = next.getRawPath().isEmpty() ? "/" : next.getRawPath();
      at += next.getRawQuery() == null ? "" : "?" + next.getRawQuery();
    }
    return Optional.of("GET " + path + " redirects for ever");
  }

  private static URI resolve(String host, String path, String location) throws IOException {
    try {
      return URI.create("http://" + host + path).resolve(location);
    } catch (IllegalArgumentException e) {
      throw new IOException("it redirects to what is no URL", e);
    }
  }

  private static boolean isOwn(URI uri, String host, String address) {
    var authority = Optional.ofNullable(uri.getAuthority()).orElse("").toLowerCase(Locale.ROOT);
    return authority.equals(host)
        || authority.equals(address)
        || "localhost".equals(uri.getHost())
        || host.startsWith(authority + ":");
  }

  private static Answer get(String address, String path, String host, long deadline)
      throws IOException {
    try (var socket = connect(address)) {
      socket
          .getOutputStream()
          .write(
              ("GET "
                      + path
                      + " HTTP/1.1\r\nHost: "
                      + host
                      + "\r\nUser-Agent: cairn-health\r\nAccept: */*\r\nConnection: close\r\n\r\n")
                  .getBytes(StandardCharsets.ISO_8859_1));
      var lines = head(socket, deadline).lines().toList();
      var status = lines.isEmpty() ? "" : lines.getFirst();
      if (!status.matches("HTTP/1\\.[01] \\d{3}.*")) {
        throw new IOException("it does not speak HTTP");
      }
      var location =
          lines.stream()
              .takeWhile(line -> !line.isEmpty())
              .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("location:"))
              .map(line -> line.substring("location:".length()).strip())
              .reduce((first, second) -> second);
      return new Answer(Integer.parseInt(status.substring(9, 12)), location);
    }
  }

  /** Its first bytes, at least up to the empty line where there is one among them. */
  private static String head(Socket socket, long deadline) throws IOException {
    var bytes = new byte[LONGEST_HEAD];
    int length = 0;
    while (length < LONGEST_HEAD) {
      long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
      if (left <= 0) {
        throw new SocketTimeoutException(
            "no whole answer within " + LOOK_TIMEOUT.toSeconds() + " s");
      }
      socket.setSoTimeout((int) left);
      int more = socket.getInputStream().read(bytes, length, LONGEST_HEAD - length);
      if (more < 0) {
        break;
      }
      length += more;
      if (text(bytes, length).lines().anyMatch(String::isEmpty)) {
        break;
      }
    }
    return text(bytes, length);
  }

  private static String text(byte[] bytes, int length) {
    return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
  }

  private static Socket connect(String address) throws IOException {
    int colon = address.lastIndexOf(':');
    var socket = new Socket();
    try {
      socket.connect(
          new InetSocketAddress(
              address.substring(0, colon), Integer.parseInt(address.substring(colon + 1))),
          (int) CONNECT_TIMEOUT.toMillis());
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private static String reason(IOException e) {
    return Optional.ofNullable(e.getMessage()).orElse(e.getClass().getSimpleName());
  }
}
