package dev.cairn.engine;

import dev.cairn.core.Sensitive;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * All that a client needs to reach a database, as seen from where that client runs.
 *
 * @param tlsPort where it speaks TLS, if not on {@code port}
 * @param certificateAuthority the file that the server's certificate is verified with, where TLS is
 *     offered
 */
public record Address(
    String host,
    int port,
    String database,
    String username,
    Sensitive<String> password,
    OptionalInt tlsPort,
    Optional<String> certificateAuthority) {

  /** {@code scheme://user:password@host:port/database}, percent-encoded; nothing of TLS in it. */
  public Sensitive<String> url(String scheme) {
    return url(scheme, port);
  }

  /** The same at another of its ports. */
  public Sensitive<String> url(String scheme, int atPort) {
    return password.map(
        it ->
            scheme
                + "://"
                + encoded(username)
                + ":"
                + encoded(it)
                + "@"
                + (host.contains(":") ? "[" + host + "]" : host)
                + ":"
                + atPort
                + "/"
                + encoded(database));
  }

  /** In a URL a space is %20, not the + of forms. */
  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
