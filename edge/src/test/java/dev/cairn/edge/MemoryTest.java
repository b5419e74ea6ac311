package dev.cairn.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An edge in a process of its own, which has too little memory for what it is given to do. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MemoryTest {
  @TempDir Path directory;

  /** What is kept outside of the heap is not what the JVM itself watches. */
  @Test
  void anEdgeWithoutMemoryEndsAtOnce() throws Exception {
    int port = Application.freePort();
    var sockets = new ArrayList<Socket>();
    try (var endless =
        new Raw(
            client -> {
              Raw.head(client);
              Raw.write(client, "HTTP/1.1 200 OK\r\n\r\n");
              while (true) {
                client.getOutputStream().write(new byte[100_000]);
              }
            })) {
      writeRoutes(port, endless.upstream());
      var edge = start();
      try {
        Rig.await(() -> asks(port, sockets));
        while (edge.isAlive() && sockets.size() < 200) {
          asks(port, sockets);
        }
        assertThat(edge.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(edge.exitValue()).isEqualTo(SelfCheck.HANGS);
      } finally {
        edge.destroyForcibly().waitFor();
        for (var socket : sockets) {
          socket.close();
        }
      }
    }
  }

  /** A client that reads nothing of an answer without end. */
  private static boolean asks(int port, List<Socket> sockets) {
    try {
      var socket = Raw.connect(port);
      sockets.add(socket);
      Raw.write(socket, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      return true;
    } catch (IOException | UncheckedIOException notThere) {
      return false;
    }
  }

  private void writeRoutes(int port, String upstream) throws IOException {
    var route = new JsonObject().put("stage", "a/b").put("port", port).put("upstream", upstream);
    var routes =
        new JsonObject()
            .put("revision", 1)
            .put("statusPort", Application.freePort())
            .put("routes", new JsonArray().add(route));
    Files.writeString(directory.resolve("routes.json"), routes.encode());
  }

  private Process start() throws IOException {
    return new ProcessBuilder(
            String.join(File.separator, System.getProperty("java.home"), "bin", "java"),
            "-Dio.netty.allocator.type=pooled",
            "-Dio.netty.allocator.maxOrder=4",
            "-Dio.netty.maxDirectMemory=600000",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "--routes",
            directory.resolve("routes.json").toString())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }
}
