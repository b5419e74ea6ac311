package dev.cairn.web;

import dev.cairn.config.Config.Listen;
import io.javalin.http.Context;
import java.util.Optional;

/** The base of this server's addresses, as those know it who get one. */
public final class Origin {
  private static final String ATTRIBUTE = "cairn.origin";

  private Origin() {}

  /** For links that are shown, or sent to somebody else. */
  public static String of(Context context) {
    return Optional.<String>ofNullable(context.attribute(ATTRIBUTE)).orElse(asked(context));
  }

  /** As the request itself came. */
  static String asked(Context context) {
    return context.scheme() + "://" + context.host();
  }

  /** What commands of this machine ask by a door of their own, others ask by the one with TLS. */
  static void remember(Context context, Listen listen) {
    if (listen.tls().isPresent() && !context.req().isSecure()) {
      listen.names().stream()
          .findFirst()
          .ifPresent(name -> context.attribute(ATTRIBUTE, address(name, listen.port())));
    }
  }

  private static String address(String name, int port) {
    return "https://" + name + (port == 443 ? "" : ":" + port);
  }
}
