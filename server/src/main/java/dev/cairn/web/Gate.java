package dev.cairn.web;

import dev.cairn.config.Config.Listen;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;

/** What every request passes before its route: headers, host, size, origin. */
final class Gate {
  /** Everything from Cairn itself; no inline script or style, no frame, no other host. */
  static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
          + "font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; "
          + "base-uri 'none'";

  /** Bytes; the largest thing that somebody sends who has no account is a name with a password. */
  static final int MOST_BODY_OF_STRANGERS = 16 * 1024;

  /** No page of Cairn's has so many. */
  static final int MOST_FIELDS = 2000;

  private final Listen listen;
  private final Clients clients;
  private final IntSupplier port;
  private final HostRule hosts;
  private final Callers callers;
  private final List<Site> sites;

  /**
   * @param port where it listens, once it does
   */
  Gate(Listen listen, Clients clients, IntSupplier port, Callers callers, List<Site> sites) {
    this.listen = listen;
    this.clients = clients;
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
    if (isPage(path) && !context.req().isSecure() && hosts.isOfApplications(host)) {
      leadToLocalhost(context);
      return;
    }
    if (sites.stream().anyMatch(site -> site.asksWhoItself(path))) {
      clients.serveStranger(context); // it reads the body itself, and no more than it takes
      return;
    }
    var caller = Assets.owns(path) ? Caller.STRANGER : callers.of(context);
    receive(context, caller);
    if (!Assets.owns(path)) {
      ForgeryCheck.require(context, caller, listen.url());
    }
  }

  private boolean isPage(String path) {
    return !Assets.owns(path) && sites.stream().noneMatch(site -> site.isForPrograms(path));
  }

  /** Nothing is done for the request, and no cookie is set: it would reach the applications. */
  private static void leadToLocalhost(Context context) {
    var base = "http://localhost:" + context.req().getServerPort();
    if (!ForgeryCheck.isSafe(context)) {
      throw new RefusedException(
          421,
          "console-at-localhost",
          "Nothing was done: the console is at " + base + ", not at " + context.host() + ".",
          "Open it there and send the form again.");
    }
    var query = Optional.ofNullable(context.queryString()).map(it -> "?" + it).orElse("");
    context.redirect(base + context.req().getRequestURI() + query, HttpStatus.SEE_OTHER);
    context.skipRemainingHandlers();
  }

  /** Reads the body, whole and within a time, before anything is done for the request. */
  private void receive(Context context, Caller caller) {
    boolean isStranger = caller.actor().isEmpty();
    clients.headArrived(context);
    if (context.header("Transfer-Encoding") != null) {
      throw new RefusedException(
          411,
          "length-required",
          "The request does not say how long its body is.",
          "Send it with the header Content-Length.");
    }
    long length = context.req().getContentLengthLong();
    int most = isStranger ? MOST_BODY_OF_STRANGERS : WebServer.MOST_BODY;
    if (length > most) {
      throw new RefusedException(
          413, "too-large", "The request is larger than " + most / 1024 + " KiB.", "Send less.");
    }
    caller.actor().ifPresent(user -> clients.admitUser(context, user.name(), Math.max(0, length)));
    if (length > 0) {
      context.bodyAsBytes(); // and keeps it for the handler
      requireFewFields(context);
    }
    if (isStranger) {
      clients.serveStranger(context);
    } else {
      clients.serveUser(context);
    }
  }

  /** Each field of a form takes a hundred times what it needs to be sent. */
  private static void requireFewFields(Context context) {
    if (context.isFormUrlencoded()) {
      long fields = 1;
      for (byte each : context.bodyAsBytes()) {
        fields += each == '&' ? 1 : 0;
      }
      if (fields > MOST_FIELDS) {
        throw new RefusedException(
            413, "too-large", "The form has more than " + MOST_FIELDS + " fields.", "Send less.");
      }
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
