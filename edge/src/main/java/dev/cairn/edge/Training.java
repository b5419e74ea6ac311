package dev.cairn.edge;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.util.concurrent.TimeUnit;

/**
 * An edge in front of a small application, and a client of both: everything that a starting edge
 * does, done once, so that the JVM's cache of loaded classes holds it.
 */
final class Training {
  private static final int ROUNDS = 50;

  private Training() {}

  static void run() throws Exception {
    var vertx = Main.vertx();
    try {
      goThrough(vertx);
    } finally {
      await(vertx.close());
    }
  }

  private static void goThrough(Vertx vertx) throws Exception {
    int application = freePort();
    int port = freePort();
    int status = freePort();
    await(
        vertx
            .createHttpServer()
            .requestHandler(
                request ->
                    request.body().onSuccess(body -> request.response().end(body.appendInt(1))))
            .listen(application, "127.0.0.1"));
    var directory = Files.createTempDirectory("cairn-edge-training");
    var file = directory.resolve("routes.json");
    Files.writeString(file, routes(port, status, application));
    var edge = new Edge(vertx);
    try (var routes = new RoutesFile(file, edge::follow)) {
      routes.start();
      var client = vertx.createHttpClient();
      for (int i = 0; i < ROUNDS; i++) {
        await(visit(vertx, client, status, HttpMethod.GET, "/status"));
        await(visit(vertx, client, port, HttpMethod.GET, "/"));
        await(visit(vertx, client, port, HttpMethod.POST, "/"));
      }
    } finally {
      Files.delete(file);
      Files.delete(directory);
    }
  }

  private static Future<Buffer> visit(
      Vertx vertx, HttpClient client, int port, HttpMethod method, String path) {
    return client
        .request(method, port, "127.0.0.1", path)
        .compose(
            request ->
                method.equals(HttpMethod.POST) ? request.send(Buffer.buffer("x")) : request.send())
        .compose(response -> response.body())
        .recover(
            notYet ->
                vertx
                    .timer(50, TimeUnit.MILLISECONDS)
                    .compose(v -> visit(vertx, client, port, method, path)));
  }

  private static String routes(int port, int status, int application) {
    var route =
        new JsonObject()
            .put("stage", "a/b")
            .put("port", port)
            .put("upstream", "127.0.0.1:" + application);
    return new JsonObject()
        .put("revision", 1)
        .put("statusPort", status)
        .put("routes", new JsonArray().add(route))
        .encode();
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }
}
