package dev.cairn.edge;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * An edge in front of its own page, and a client of both: everything that a starting edge does,
 * done once, so that the JVM's cache of loaded classes holds it.
 */
final class Training {
  private static final int ROUNDS = 50;
  private static final int PATIENCE_MILLIS = 20_000;
  private static final String GET = "GET /status HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
  private static final String POST =
      """
      POST /alive HTTP/1.1\r
      Host: a\r
      Transfer-Encoding: chunked\r
      Connection: close\r
      \r
      1\r
      x\r
      0\r
      \r
      """;

  private Training() {}

  static void run() throws Exception {
    int port = freePort();
    int status = freePort();
    var directory = Files.createTempDirectory("cairn-edge-training");
    var file = directory.resolve("routes.json");
    Files.writeString(file, routes(port, status));
    try (var edge = new Edge();
        var routes = new RoutesFile(file, edge::follow)) {
      routes.start();
      for (int i = 0; i < ROUNDS; i++) {
        ask(status, GET);
        ask(port, GET);
        ask(port, POST);
      }
    } finally {
      Files.delete(file);
      Files.delete(directory);
    }
  }

  /** Until it is answered: the edge may only be starting. */
  private static void ask(int port, String request) throws Exception {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
    while (true) {
      try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        if (socket.getInputStream().readAllBytes().length > 0) {
          return;
        }
      } catch (IOException notYet) {
        if (System.nanoTime() > end) {
          throw notYet;
        }
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  private static String routes(int port, int status) {
    return Json.write(
        Map.of(
            "revision",
            1,
            "statusPort",
            status,
            "routes",
            List.of(Map.of("stage", "a/b", "port", port, "upstream", "127.0.0.1:" + status))));
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
