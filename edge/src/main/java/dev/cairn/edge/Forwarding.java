package dev.cairn.edge;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.HostAndPort;
import io.vertx.httpproxy.Body;
import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.MediaType;
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyInterceptor;
import io.vertx.httpproxy.ProxyOptions;
import io.vertx.httpproxy.ProxyResponse;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * Takes the requests of one port to the upstream of its route. The proxy library moves the bytes;
 * this class decides where to, how often, and what is said when it fails.
 */
final class Forwarding implements Handler<HttpServerRequest>, ProxyInterceptor {
  private static final String VISIT = "visit";

  private final Supplier<Route> route;
  private final Supplier<Hosts> hosts;
  private final Check check;
  private final Upstreams upstreams;
  private final HttpProxy proxy;

  /**
   * The edge's look at itself.
   *
   * @param status port of this edge's own page, where it is sent
   * @param secret which it says
   */
  record Check(CheckSecret secret, IntSupplier status) {
    boolean is(HttpServerRequest request) {
      return host(request).equals(Hosts.CHECK)
          && Hosts.CHECK_PATH.equals(request.path())
          && !request.canUpgradeToWebSocket()
          && secret.isSaidBy(request);
    }

    Route route() {
      int port = status.getAsInt();
      return new Route("check", port, Optional.of(new Upstream("127.0.0.1", port)));
    }
  }

  /**
   * @param hosts that are served
   */
  Forwarding(Supplier<Route> route, Supplier<Hosts> hosts, Check check, Upstreams upstreams) {
    this.route = route;
    this.hosts = hosts;
    this.check = check;
    this.upstreams = upstreams;
    this.proxy =
        HttpProxy.reverseProxy(new ProxyOptions().setSupportWebSocket(false), upstreams.client())
            .origin(context -> visit(context).connect())
            .addInterceptor(this);
  }

  @Override
  public void handle(HttpServerRequest request) {
    var host = host(request);
    if (check.is(request)) {
      proxy.handle(request);
    } else if (!hosts.get().serves(host)) {
      refuse(request, Answer.foreignHost(host));
    } else if (request.canUpgradeToWebSocket()) {
      var visit = new Visit(request, route, upstreams);
      if (upstreams.crowd().enterToUpgrade(visit)) {
        new Upgrade(visit, upstreams).start();
      } else {
        refuse(request, Answer.tooMany(visit.stage()));
      }
    } else {
      proxy.handle(request);
    }
  }

  private static String host(HttpServerRequest request) {
    return Optional.ofNullable(request.authority()).map(HostAndPort::host).orElse("");
  }

  /** What is still to be read of the request is not: the connection ends with the answer. */
  static void refuse(HttpServerRequest request, Answer answer) {
    var accept = Optional.ofNullable(request.getHeader(HttpHeaders.ACCEPT));
    request
        .response()
        .setStatusCode(answer.status())
        .putHeader(HttpHeaders.CONTENT_TYPE, answer.contentType(accept))
        .putHeader(HttpHeaders.CONNECTION, "close")
        .end(answer.body(accept))
        .onComplete(told -> request.connection().close());
  }

  private static Visit visit(ProxyContext context) {
    return context.get(VISIT, Visit.class);
  }

  @Override
  public Future<ProxyResponse> handleProxyRequest(ProxyContext context) {
    var incoming = context.request().proxiedRequest();
    boolean isCheck = check.is(incoming);
    var visit = new Visit(incoming, isCheck ? check::route : route, upstreams);
    context.set(VISIT, visit);
    if (isCheck) {
      context.request().headers().remove(CheckSecret.HEADER);
    }
    incoming.response().setWriteQueueMaxSize(Limits.ANSWER_QUEUE);
    incoming.response().endHandler(v -> visit.end());
    if (!isCheck && !upstreams.crowd().enter(visit)) {
      return Future.succeededFuture(say(context, Answer.tooMany(visit.stage())));
    }
    var authority = Optional.ofNullable(incoming.authority());
    Forwarded.request(
        context.request().headers(),
        incoming.remoteAddress().hostAddress(),
        authority.map(Object::toString).orElse(""));
    authority.ifPresent(context.request()::setAuthority);
    if (!Visit.hasBody(incoming)) {
      context.request().setBody(null);
      incoming.resume();
    }
    return send(context, visit).map(response -> tidy(incoming, response));
  }

  @Override
  public Future<Void> handleProxyResponse(ProxyContext context) {
    var incoming = context.request().proxiedRequest();
    var body = Optional.ofNullable(context.response().getBody());
    boolean endless = body.filter(answered -> answered.length() < 0).isPresent();
    return endless && incoming.version() == HttpVersion.HTTP_1_0
        ? sendUntilClose(context, incoming)
        : context.sendResponse();
  }

  /**
   * To a client that knows no chunks, for which the library would hold the whole body: as it comes,
   * no faster than it is read, and ended with the connection.
   */
  private static Future<Void> sendUntilClose(ProxyContext context, HttpServerRequest incoming) {
    var answered = context.response();
    var response = incoming.response().setStatusCode(answered.getStatusCode());
    Optional.ofNullable(answered.getStatusMessage()).ifPresent(response::setStatusMessage);
    response.headers().addAll(answered.headers());
    // Last of all, as the server promises to keep the connection where the client asked for it.
    response.headersEndHandler(v -> response.putHeader(HttpHeaders.CONNECTION, "close"));
    var pipe = answered.getBody().stream().pipe().endOnFailure(false);
    return pipe.to(response)
        .onSuccess(v -> incoming.connection().close())
        .onFailure(
            broken -> {
              visit(context).outgoing().ifPresent(sent -> sent.reset(0L, broken));
              response.reset();
            });
  }

  private static ProxyResponse tidy(HttpServerRequest incoming, ProxyResponse response) {
    Forwarded.response(response.headers());
    int status = response.getStatusCode();
    boolean bodiless = status == 304 || status == 204 || incoming.method().equals(HttpMethod.HEAD);
    if (bodiless && !response.headers().contains(HttpHeaders.CONTENT_LENGTH)) {
      Optional.ofNullable(response.proxiedResponse()).ifPresent(HttpClientResponse::resume);
      response.setBody(null); // else the library announces chunks that never come
    }
    return response;
  }

  private Future<ProxyResponse> send(ProxyContext context, Visit visit) {
    return context
        .sendRequest()
        .recover(
            cause -> {
              if (visit.mayRepeat(cause)) {
                return visit.momentToRepeat().compose(now -> send(context, visit));
              }
              return Future.succeededFuture(
                  answered(context, visit).orElseGet(() -> say(context, visit.answer(cause))));
            });
  }

  /**
   * The application's answer where it did answer but the library stumbled over its caching headers
   * ({@code Cache-Control: public} with {@code Expires: 0} is one it cannot read).
   */
  private static Optional<ProxyResponse> answered(ProxyContext context, Visit visit) {
    return visit
        .outgoing()
        .map(sent -> sent.response().result())
        .map(
            response -> {
              var length = Optional.ofNullable(response.getHeader(HttpHeaders.CONTENT_LENGTH));
              var type = response.getHeader(HttpHeaders.CONTENT_TYPE);
              var passed = context.request().response().setStatusCode(response.statusCode());
              passed.setStatusMessage(response.statusMessage());
              passed.headers().addAll(response.headers());
              return passed.setBody(
                  Body.body(response, length.map(Long::parseLong).orElse(-1L), type));
            });
  }

  private static ProxyResponse say(ProxyContext context, Answer answer) {
    var incoming = context.request().proxiedRequest();
    var accept = Optional.ofNullable(incoming.getHeader(HttpHeaders.ACCEPT));
    var response = context.request().release().response();
    response.setStatusCode(answer.status());
    response.putHeader("cache-control", "no-store");
    response.putHeader("retry-after", Answer.RETRY_AFTER);
    response.setBody(
        Body.body(Buffer.buffer(answer.body(accept)), MediaType.parse(answer.contentType(accept))));
    return response;
  }
}
