package dev.cairn.edge;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One listening port. A port that is taken is tried again until it is free or the gate closed. */
final class Gate {
  private static final Logger log = LoggerFactory.getLogger(Gate.class);
  private static final long TRY_AGAIN_SECONDS = 1;
  private static final List<String> CHUNKED = List.of("chunked");

  private final Vertx vertx;
  private final String name;
  private final String host;
  private final int port;
  private final Handler<HttpServerRequest> handler;
  private final Optional<Traffic> traffic;
  private final Crowd crowd;
  private final HttpServerOptions options;
  private Optional<HttpServer> server = Optional.empty();
  private Optional<String> problem = Optional.of("not listening yet");
  private boolean troubled;
  private boolean closed;

  /**
   * @param traffic where its connections count; empty for a gate that must always open
   */
  Gate(
      Vertx vertx,
      String name,
      String host,
      int port,
      Handler<HttpServerRequest> handler,
      Optional<Traffic> traffic,
      Crowd crowd) {
    this.vertx = vertx;
    this.crowd = crowd;
    this.name = name;
    this.host = host;
    this.port = port;
    this.handler = handler;
    this.traffic = traffic;
    this.options = traffic.isEmpty() ? Limits.statusServer() : Limits.server();
  }

  void open() {
    var candidate =
        vertx
            .createHttpServer(options)
            .connectionHandler(this::admit)
            .requestHandler(this::take)
            .invalidRequestHandler(HttpServerRequest.DEFAULT_INVALID_REQUEST_HANDLER);
    candidate
        .listen(port, host)
        .onSuccess(this::listening)
        .onFailure(cause -> refused(Optional.ofNullable(cause.getMessage()).orElse("unknown")));
  }

  /** The edge outlives a flood of connections: those that find no room are closed at once. */
  private void admit(HttpConnection connection) {
    int fields = traffic.isEmpty() ? Limits.STATUS_FIELDS : Limits.FIELDS;
    Fields.bound(connection, options, fields);
    Fair.toClient(connection);
    if (traffic.isEmpty()) {
      // Whoever asks here is answered at once: its connections only ever wait.
      connection.closeHandler(v -> crowd.gone(connection));
      crowd.waits(connection);
    } else if (traffic.get().mayConnect()) {
      connection.closeHandler(
          v -> {
            traffic.get().disconnected();
            crowd.gone(connection);
          });
      crowd.waits(connection);
    } else {
      connection.close();
    }
  }

  private void take(HttpServerRequest request) {
    if (traffic.isPresent()) {
      var connection = request.connection();
      crowd.arrived(connection);
      // Here, whoever answers; one that becomes something else than HTTP has no such end.
      request.response().bodyEndHandler(v -> crowd.answered(connection));
    }
    var codings = request.headers().getAll(HttpHeaders.TRANSFER_ENCODING);
    if (codings.isEmpty() || codings.equals(CHUNKED)) {
      handler.handle(request);
    } else {
      Forwarding.refuse(request, Answer.unknownCoding());
    }
  }

  private void listening(HttpServer opened) {
    if (closed) {
      opened.close();
      return;
    }
    server = Optional.of(opened);
    problem = Optional.empty();
    log.info("{}: listening on {}:{}", name, host, port);
  }

  private void refused(String reason) {
    problem = Optional.of("cannot listen on " + host + ":" + port + ": " + reason);
    if (!troubled) {
      troubled = true;
      log.warn("{}: {}; trying again until it is free", name, problem.get());
    }
    vertx
        .timer(TRY_AGAIN_SECONDS, TimeUnit.SECONDS)
        .onSuccess(
            v -> {
              if (!closed) {
                open();
              }
            });
  }

  /** A sentence while this gate does not listen. */
  Optional<String> problem() {
    return problem;
  }

  /** Takes no new connection; completes when the requests in flight are done or cut off. */
  Future<Void> close(Duration grace) {
    closed = true;
    var open = server;
    server = Optional.empty();
    if (open.isEmpty()) {
      return Future.succeededFuture();
    }
    log.info("{}: no longer listening on {}:{}", name, host, port);
    return open.get().shutdown(grace.toMillis(), TimeUnit.MILLISECONDS);
  }
}
