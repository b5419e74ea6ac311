package dev.cairn.web;

import dev.cairn.access.Session;
import dev.cairn.core.Problem;
import io.javalin.http.Context;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Lets a browser change something only from Cairn's own pages: the browser must not say that the
 * request comes from elsewhere, and with a session the form's token must be its own. A request with
 * a bearer token is none that a foreign page could have sent.
 */
final class ForgeryCheck {
  private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");
  private static final Set<String> OWN = Set.of("same-origin", "none");

  private static final String AGAIN = "Open the page again and send it from there.";

  private ForgeryCheck() {}

  /**
   * @param own this server's address, where it was told: a proxy may hand on another {@code Host}
   */
  static void require(Context context, Caller caller, Optional<URI> own) {
    if (isSafe(context) || isByToken(context, caller)) {
      return;
    }
    if (!isFromOwnPage(context, own)) {
      throw refused(
          "cross-site-request", "The request was sent by a page of another site.", advice(context));
    }
    if (caller.session().isPresent() && !carriesToken(context, caller.session().get())) {
      throw refused("form-expired", "The form does not belong to this session.", AGAIN);
    }
  }

  /** Whether its method changes nothing. */
  static boolean isSafe(Context context) {
    return SAFE.contains(context.method().name());
  }

  private static boolean isByToken(Context context, Caller caller) {
    return caller.session().isEmpty() && context.header("Authorization") != null;
  }

  private static boolean isFromOwnPage(Context context, Optional<URI> own) {
    var site = Optional.ofNullable(context.header("Sec-Fetch-Site"));
    var origin = Optional.ofNullable(context.header("Origin"));
    return site.map(OWN::contains).orElse(true)
        && origin
            .map(
                text ->
                    text.equalsIgnoreCase(Origin.asked(context))
                        || own.filter(url -> text.equalsIgnoreCase(url.toString())).isPresent())
            .orElse(true);
  }

  private static boolean carriesToken(Context context, Session session) {
    var given =
        Optional.ofNullable(context.header("X-CSRF-Token"))
            .or(() -> context.isFormUrlencoded() ? formToken(context) : Optional.empty());
    return given
        .map(text -> MessageDigest.isEqual(bytes(text), bytes(session.csrf())))
        .orElse(false);
  }

  private static Optional<String> formToken(Context context) {
    return Optional.ofNullable(context.formParam("csrf"));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Cairn's own page, but for TLS that somebody else does. */
  private static String advice(Context context) {
    var origin = String.valueOf(context.header("Origin"));
    if (context.req().isSecure()
        && origin.toLowerCase(Locale.ROOT).startsWith(Origin.asked(context) + ":")) {
      return "If Cairn's address has a port, name it as listen.url in config.yaml, or let the"
          + " reverse proxy hand on Host with its port.";
    }
    return ("https://" + context.host()).equalsIgnoreCase(origin)
        ? "If a reverse proxy does TLS for Cairn, add its address to listen.proxies in config.yaml,"
            + " and let it send X-Forwarded-Proto."
        : AGAIN;
  }

  private static RuntimeException refused(String code, String message, String suggestion) {
    return new Problem(Problem.Kind.FORBIDDEN, code, message, suggestion, List.of()).toException();
  }
}
