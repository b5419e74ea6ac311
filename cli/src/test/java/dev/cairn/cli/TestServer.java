package dev.cairn.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import dev.cairn.cli.Command.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;

/** Answers a command as told, and keeps which requests came. */
public final class TestServer implements AutoCloseable {
  private final Path home;
  private final HttpServer http;
  private final Map<String, Deque<String>> answers = new ConcurrentHashMap<>();
  private final Map<String, Integer> statuses = new ConcurrentHashMap<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<String> bodies = new CopyOnWriteArrayList<>();

  public TestServer(Path home) throws IOException {
    this.home = home;
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.createContext(
        "/",
        exchange -> {
          var request = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
          requests.add(request);
          bodies.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
          var answer = next(request).getBytes(UTF_8);
          int status = statuses.getOrDefault(request, answer.length == 0 ? 404 : 200);
          exchange.sendResponseHeaders(status, 0);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    http.start();
    Files.writeString(home.resolve("cli.token"), "cairn_t");
    ServerFile.write(home, http.getAddress().getPort());
  }

  /** What is answered to a request such as {@code GET /api/v1/status}; 404 to all others. */
  public TestServer answer(String request, String body) {
    return answers(request, List.of(body));
  }

  /** What is answered with another status than 200. */
  public TestServer refuse(String request, int status, String problem) {
    statuses.put(request.replace(" /", " /api/v1/"), status);
    return answer(request, problem);
  }

  /** What is answered one after another; the last of them from then on. */
  public TestServer answers(String request, List<String> bodies) {
    answers.put(request.replace(" /", " /api/v1/"), new ConcurrentLinkedDeque<>(bodies));
    return this;
  }

  private String next(String request) {
    var known = answers.getOrDefault(request, new ConcurrentLinkedDeque<>(List.of("")));
    return known.size() > 1 ? known.removeFirst() : known.getFirst();
  }

  /** An operation that came to this end, also as events. */
  public TestServer operation(String id, String status) {
    var view =
        "{\"id\":\"%s\",\"target\":\"shop/dev\",\"title\":\"Do\",\"status\":\"%s\"%s}"
            .formatted(
                id,
                status,
                status.equals("open") ? "" : ",\"finishedAt\":\"2026-01-01T00:00:00Z\"");
    return answer("GET /operations/" + id, view)
        .answer("GET /operations/" + id + "/events", "data: " + view + "\n\n");
  }

  public List<String> requests() {
    return List.copyOf(requests);
  }

  /** What came with each request. */
  public List<String> bodies() {
    return List.copyOf(bodies);
  }

  public Outcome run(String... arguments) throws IOException, InterruptedException {
    return new Command(home).run(arguments);
  }

  @Override
  public void close() {
    http.stop(0);
  }
}
