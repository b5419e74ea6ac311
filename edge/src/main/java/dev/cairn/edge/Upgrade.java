package dev.cairn.edge;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.NetSocket;
import java.util.Optional;

/**
 * A request to become a WebSocket. The handshake is the application's to accept or refuse; after it
 * the edge passes bytes both ways, no faster than the slower side takes them. (The proxy library's
 * own way drops the body of a refusal and does not slow down.)
 */
final class Upgrade {
  private final Visit visit;
  private final Traffic traffic;
  private final Crowd crowd;
  private final String stage;
  private boolean joining;
  private boolean left;

  /** For a visit that has entered the crowd, also as one that is upgraded. */
  Upgrade(Visit visit, Upstreams upstreams) {
    this.visit = visit;
    this.stage = visit.stage();
    this.traffic = upstreams.traffic();
    this.crowd = upstreams.crowd();
  }

  void start() {
    var incoming = visit.request();
    incoming.pause();
    incoming.response().endHandler(v -> answered());
    visit.connectForUpgrade().compose(this::ask).compose(this::answer).onFailure(this::fail);
  }

  private void answered() {
    visit.end();
    if (!joining) {
      leave();
    }
  }

  private void leave() {
    if (!left) {
      left = true;
      crowd.leftUpgraded(stage);
    }
  }

  private Future<HttpClientResponse> ask(HttpClientRequest outgoing) {
    var incoming = visit.request();
    var headers = MultiMap.caseInsensitiveMultiMap().addAll(incoming.headers());
    var upgrade = incoming.getHeader(HttpHeaders.UPGRADE);
    Forwarded.request(
        headers,
        incoming.remoteAddress().hostAddress(),
        Optional.ofNullable(incoming.authority()).map(Object::toString).orElse(""));
    outgoing.setMethod(HttpMethod.GET).setURI(incoming.uri());
    outgoing.headers().addAll(headers).set(HttpHeaders.CONNECTION, HttpHeaders.UPGRADE);
    outgoing.headers().set(HttpHeaders.UPGRADE, upgrade);
    incoming.response().exceptionHandler(gone -> outgoing.reset(0L, gone));
    return outgoing.connect();
  }

  private Future<Void> answer(HttpClientResponse answered) {
    var response = visit.request().response();
    response.setStatusCode(answered.statusCode()).setStatusMessage(answered.statusMessage());
    response.headers().addAll(answered.headers());
    if (answered.statusCode() == 101) {
      var application = answered.netSocket();
      application.pause();
      joining = true;
      return visit
          .request()
          .toNetSocket()
          .onSuccess(client -> join(client, application))
          .mapEmpty();
    }
    Forwarded.response(response.headers());
    response.setChunked(!answered.headers().contains(HttpHeaders.CONTENT_LENGTH));
    visit.request().resume();
    return answered.pipeTo(response).eventually(() -> answered.request().connection().close());
  }

  private void join(NetSocket client, NetSocket application) {
    var upstream = visit.upstream();
    visit.end();
    upstream.ifPresent(traffic::enterUpgraded);
    client.closeHandler(
        v -> {
          upstream.ifPresent(traffic::leaveUpgraded);
          leave();
          application.close();
        });
    client.setWriteQueueMaxSize(Limits.ANSWER_QUEUE);
    application.setWriteQueueMaxSize(Limits.ANSWER_QUEUE);
    client.pipeTo(application).onFailure(broken -> client.close());
    application.pipeTo(client).onFailure(broken -> application.close());
  }

  private void fail(Throwable cause) {
    leave();
    var response = visit.request().response();
    if (response.headWritten() || response.closed()) {
      response.reset();
      return;
    }
    var answer = visit.answer(cause);
    var accept = Optional.ofNullable(visit.request().getHeader(HttpHeaders.ACCEPT));
    visit.request().resume();
    response.headers().clear();
    response
        .setStatusCode(answer.status())
        .putHeader(HttpHeaders.CONTENT_TYPE, answer.contentType(accept))
        .putHeader(HttpHeaders.RETRY_AFTER, Answer.RETRY_AFTER)
        .end(answer.body(accept));
  }
}
