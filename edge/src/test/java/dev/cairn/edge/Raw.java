package dev.cairn.edge;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An application of a few lines: what it does with each connection is said by the test. */
final class Raw implements AutoCloseable {
  /** What is done with one connection, which is closed afterwards. */
  interface Habit {
    void meet(Socket client) throws IOException, InterruptedException;
  }

  private final ServerSocket server;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();

  Raw(Habit habit) throws IOException {
    server = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(() -> accept(habit));
  }

  String upstream() {
    return "127.0.0.1:" + server.getLocalPort();
  }

  private void accept(Habit habit) {
    try {
      while (true) {
        var client = server.accept();
        sockets.add(client);
        Thread.ofVirtual().start(() -> meet(habit, client));
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private static void meet(Habit habit, Socket client) {
    try (client) {
      habit.meet(client);
    } catch (IOException gone) {
      // The edge has gone, or the test is over.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The head of a message, with the empty line at its end; less where the connection ends. */
  static String head(Socket socket) throws IOException {
    var head = new StringBuilder();
    for (int c = socket.getInputStream().read(); c >= 0; c = socket.getInputStream().read()) {
      head.append((char) c);
      if (c == '\n' && head.indexOf("\r\n\r\n") >= 0) {
        return head.toString();
      }
    }
    return head.toString();
  }

  static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  static Socket connect(int port) {
    try {
      var socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setSoTimeout(20_000);
      return socket;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (var socket : sockets) {
      socket.close();
    }
  }
}
