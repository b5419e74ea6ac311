package dev.cairn.web;

import dev.cairn.config.Config.Listen;
import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;

/** What every request passes before its route: headers, host, origin. */
final class Gate {
  /** Everything from Cairn itself; no inline script or style, no frame, no other host. */
  static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
          + "font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; "
          + "base-uri 'none'";

  private final Listen listen;
  private final IntSupplier port;
  private final HostRule hosts;
  private final Callers callers;
  private final List<Site> sites;

  /**
   * @param port where it listens, once it does
   */
  Gate(Listen listen, IntSupplier port, Callers callers, List<Site> sites) {
    this.listen = listen;
    this.port = port;
    this.hosts = new HostRule(listen);
    this.callers = callers;
    this.sites = List.copyOf(sites);
  }

  void pass(Context context) {
    setHeaders(context);
    var host = Optional.ofNullable(context.host()).orElse("");
    if (!hosts.serves(host)) {
      throw new RefusedException(
          421,
          "unknown-host",
          "Cairn does not serve the host \"" + host + "\".",
          "Use localhost, or add the name to listen.names in config.yaml.");
    }
    if (HostRule.isLocal(host)) {
      Origin.remember(context, listen, port.getAsInt());
    }
    var path = context.path();
    if (!Assets.owns(path) && sites.stream().noneMatch(site -> site.asksWhoItself(path))) {
      ForgeryCheck.require(context, callers.of(context), listen.url());
    }
  }

  static void setHeaders(Context context) {
    context.header("Content-Security-Policy", CONTENT_SECURITY_POLICY);
    context.header("X-Content-Type-Options", "nosniff");
    context.header("X-Frame-Options", "DENY");
    context.header("Referrer-Policy", "same-origin");
    context.header("Cross-Origin-Opener-Policy", "same-origin");
    context.header("Cross-Origin-Resource-Policy", "same-origin");
    context.header("Cache-Control", "no-store");
    if (context.req().isSecure()) {
      context.header("Strict-Transport-Security", "max-age=31536000");
    }
  }
}
