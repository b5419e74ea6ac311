package dev.cairn.edge;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Takes the requests of a shared address to the stage that each names in its Host. The stage's
 * shares, limits and figures are those of the request, whatever the connection brought before.
 */
final class ByHost implements Service {
  private static final String CHALLENGE = "/.well-known/acme-challenge/";
  private static final int HTTPS = 443;

  private final Supplier<Directory> directory;
  private final Admission admission;
  private final boolean isPlain;

  ByHost(Supplier<Directory> directory, Admission admission, boolean isPlain) {
    this.directory = directory;
    this.admission = admission;
    this.isPlain = isPlain;
  }

  @Override
  public Work begin(Exchange exchange) {
    var check = admission.findCheck(exchange);
    if (check.isPresent()) {
      return check.get();
    }
    var now = directory.get();
    var host = Hosts.plain(Target.host(exchange.request()));
    var route = now.findByHost(host);
    if (route.isEmpty()) {
      return Admission.refuse(exchange, Answer.unknownHost(host));
    }
    if (!exchange.isFor(host)) {
      return Admission.refuse(exchange, Answer.misdirected());
    }
    var stage = route.get().stage();
    exchange.countAt(admission.figures(stage));
    return isPlain && answersPlainly(exchange, now, host)
        ? Work.NONE
        : admission.admit(exchange, () -> directory.get().findStage(stage).orElse(route.get()));
  }

  /** Whether it is not for the application, and answered. */
  private static boolean answersPlainly(Exchange exchange, Directory now, String host) {
    var request = exchange.request();
    if (request.uri().startsWith(CHALLENGE)) {
      var answer = challenge(request, now);
      answer.ifPresent(
          text -> exchange.say(200, "text/plain", text.getBytes(StandardCharsets.UTF_8), true));
      return answer.isPresent();
    }
    if (!now.isSecured(host) || isSecuredBefore(request.headers(), exchange.peer())) {
      return false;
    }
    int port = now.shared().https();
    var path = request.uri().startsWith("/") ? request.uri() : "/";
    exchange.redirect("https://" + host + (port == HTTPS ? "" : ":" + port) + path);
    return true;
  }

  /** An unknown one may be the application's own. */
  private static Optional<String> challenge(HttpRequest request, Directory now) {
    return request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD)
        ? Optional.ofNullable(
            now.shared().challenges().get(request.uri().substring(CHALLENGE.length())))
        : Optional.empty();
  }

  /** By one on this machine that did TLS for the client: it would be sent back to it for ever. */
  private static boolean isSecuredBefore(HttpHeaders headers, String peer) {
    return Forwarded.isLoopback(peer) && headers.containsValue(Forwarded.PROTO, "https", true);
  }
}
