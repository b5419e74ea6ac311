package dev.cairn.edge;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A small application behind the edge, with habits good and bad. */
final class Application implements AutoCloseable {
  private final Vertx vertx = Vertx.vertx();
  private final String name;
  final int port;
  final AtomicInteger asked = new AtomicInteger();

  Application(String name) throws Exception {
    this(name, freePort());
  }

  Application(String name, int port) throws Exception {
    this.name = name;
    this.port = port;
    HttpServer server =
        vertx.createHttpServer(
            new HttpServerOptions().setHandle100ContinueAutomatically(true).setIdleTimeout(1));
    server
        .requestHandler(this::answer)
        .webSocketHandshakeHandler(
            handshake -> {
              if (handshake.path().equals("/refused")) {
                handshake.reject(403);
              } else {
                handshake.accept();
              }
            })
        .webSocketHandler(socket -> socket.textMessageHandler(m -> socket.writeTextMessage(m)))
        .listen(port, "127.0.0.1")
        .toCompletionStage()
        .toCompletableFuture()
        .orTimeout(10, TimeUnit.SECONDS)
        .join();
  }

  private void answer(HttpServerRequest request) {
    asked.incrementAndGet();
    var response = request.response();
    switch (request.path()) {
      case "/headers" -> {
        var headers = new JsonObject();
        request
            .headers()
            .forEach((key, value) -> headers.put(key.toLowerCase(java.util.Locale.ROOT), value));
        response.end(headers.encode());
      }
      case "/echo" -> {
        response.setChunked(true);
        request.pipeTo(response);
      }
      case "/slow" -> vertx.timer(700, TimeUnit.MILLISECONDS).onSuccess(v -> response.end(name));
      case "/events" -> {
        response.setChunked(true).putHeader("content-type", "text/event-stream");
        response.write("data: 1\n\n");
        vertx.timer(500, TimeUnit.MILLISECONDS).onSuccess(v -> response.end("data: 2\n\n"));
      }
      case "/ticks" -> {
        response.setChunked(true).write("tick\n");
        long ticking = vertx.setPeriodic(20, v -> response.write("tick\n"));
        response.closeHandler(v -> vertx.cancelTimer(ticking));
      }
      case "/hang-up" -> request.connection().close();
      case "/half" -> {
        response.putHeader("content-length", "1000").write(Buffer.buffer("only so much"));
        vertx.timer(50, TimeUnit.MILLISECONDS).onSuccess(v -> request.connection().close());
      }
      case "/unchanged" -> response.setStatusCode(304).putHeader("etag", "\"1\"").end();
      case "/cookies" ->
          response
              .putHeader(
                  "set-cookie",
                  (Iterable<String>)
                      List.of(
                          "a=1; Path=/", "cairn_session=mine; Path=/", " Cairn_Session =x", "b=2"))
              .end();
      case "/empty" -> response.setStatusCode(204).end();
      case "/odd-expiry" ->
          response
              .putHeader("cache-control", "public")
              .putHeader("date", "Sun, 06 Nov 1994 08:49:37 GMT")
              .putHeader("expires", "0")
              .putHeader("keep-alive", "timeout=1")
              .end(name);
      default -> response.putHeader("content-length", String.valueOf(name.length())).end(name);
    }
  }

  static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** As a process that is killed: its port and all its connections are gone. */
  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }
}
