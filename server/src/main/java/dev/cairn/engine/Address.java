package dev.cairn.engine;

import dev.cairn.core.Sensitive;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * All that a client needs to reach a database, as seen from where that client runs.
 *
 * @param certificateAuthority the file that the server's certificate is verified with, where TLS is
 *     offered
 */
public record Address(
    String host,
    int port,
    String database,
    String username,
    Sensitive<String> password,
    Optional<String> certificateAuthority) {

  /** {@code scheme://user:password@host:port/database}, percent-encoded; nothing of TLS in it. */
  public Sensitive<String> url(String scheme) {
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
                + port
                + "/"
                + encoded(database));
  }

  /** In a URL a space is %20, not the + of forms. */
  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
