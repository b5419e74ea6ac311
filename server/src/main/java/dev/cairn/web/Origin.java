package dev.cairn.web;

import dev.cairn.config.Config.Listen;
import io.javalin.http.Context;
import java.net.URI;
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

  /**
   * A request by {@code localhost} came from this machine, maybe by a port that is another at each
   * start: what it gets is to be of use elsewhere too, and next time.
   */
  static void remember(Context context, Listen listen, int port) {
    fromElsewhere(listen, port).ifPresent(base -> context.attribute(ATTRIBUTE, base));
  }

  /** Empty where it is asked by localhost alone, or by no name that it knows. */
  private static Optional<String> fromElsewhere(Listen listen, int port) {
    if (listen.url().isPresent()) {
      return listen.url().map(URI::toString);
    }
    var name = listen.names().stream().findFirst();
    if (!listen.proxies().isEmpty() && name.isPresent()) {
      return name.map(host -> "https://" + host);
    }
    var bind =
        Optional.of(listen.bind())
            .filter(it -> !ListenRule.isWildcard(it))
            .map(HostRule::bracketed);
    if (listen.tls().isPresent()) {
      var host = name.or(() -> bind).orElse("localhost");
      return Optional.of("https://" + host + (port == 443 ? "" : ":" + port));
    }
    return name.filter(host -> !ListenRule.isLoopback(listen.bind()))
        .or(() -> ListenRule.reachesLocalhost(listen) ? Optional.empty() : bind)
        .map(host -> "http://" + host + ":" + port);
  }
}
