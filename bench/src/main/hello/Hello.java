import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;

/** The smallest application there is: answers what GREETING says. */
public final class Hello {
  public static void main(String[] arguments) throws Exception {
    var port = Integer.parseInt(System.getenv().getOrDefault("PORT", "8000"));
    var greeting = System.getenv().getOrDefault("GREETING", "hello");
    var server = HttpServer.create(new InetSocketAddress("0.0.0.0", port), 128);
    server.setExecutor(Executors.newFixedThreadPool(8));
    server.createContext(
        "/",
        exchange -> {
          var answer = greeting.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, answer.length);
          try (var body = exchange.getResponseBody()) {
            body.write(answer);
          }
        });
    Runtime.getRuntime().addShutdownHook(new Thread(() -> server.stop(5)));
    server.start();
  }
}
