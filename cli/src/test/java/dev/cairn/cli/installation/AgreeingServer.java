package dev.cairn.cli.installation;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;

/** A process that says yes to all, and ends when it is told to shut down. */
public final class AgreeingServer {
  private AgreeingServer() {}

  public static Process start() throws IOException {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var classes = System.getProperty("java.class.path");
    return new ProcessBuilder(
            List.of(
                java, "-XX:TieredStopAtLevel=1", "-cp", classes, AgreeingServer.class.getName()))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** Once it listens. */
  public static int port(Process server) throws IOException {
    return Integer.parseInt(server.inputReader().readLine());
  }

  public static void main(String[] arguments) throws IOException {
    var http = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
    http.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
          if (exchange.getRequestURI().getPath().endsWith("/shutdown")) {
            System.exit(0);
          }
        });
    http.start();
    System.out.println(http.getAddress().getPort());
  }
}
