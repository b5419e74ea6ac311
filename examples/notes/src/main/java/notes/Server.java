package notes;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.concurrent.Executors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** The application's addresses: the page and its forms, JSON for programs, and the health check. */
final class Server implements AutoCloseable {

  private static final Duration GRACE = Duration.ofSeconds(10);
  private static final int MAX_BODY = 64 * 1024;

  private final Environment environment;
  private final Databases databases;
  private final JsonMapper json = JsonMapper.shared();
  private final HttpServer http;

  Server(Environment environment, Databases databases) throws IOException {
    this.environment = environment;
    this.databases = databases;
    this.http = HttpServer.create(new InetSocketAddress("0.0.0.0", environment.port()), 0);
  }

  void start() {
    http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    http.createContext("/", this::handle);
    http.start();
  }

  int port() {
    return http.getAddress().getPort();
  }

  /** Takes no new connections, answers what is under way, and returns. */
  @Override
  public void close() {
    http.stop((int) GRACE.toSeconds());
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      try {
        answer(exchange).send(exchange);
      } catch (Unavailable e) {
        System.err.println(e.getMessage());
        Answer.text(503, e.getMessage()).send(exchange);
      } catch (SQLException e) {
        System.err.println(exchange.getRequestURI() + ": " + e.getMessage());
        Answer.text(500, "The database refused: " + e.getMessage()).send(exchange);
      } catch (JacksonException | IllegalArgumentException e) {
        Answer.text(400, "That was not understood: " + e.getMessage()).send(exchange);
      }
    }
  }

  private Answer answer(HttpExchange exchange) throws IOException, Unavailable, SQLException {
    var path = exchange.getRequestURI().getPath();
    return switch (exchange.getRequestMethod()) {
      case "GET", "HEAD" -> read(path);
      case "POST", "DELETE" ->
          "cross-site".equals(exchange.getRequestHeaders().getFirst("Sec-Fetch-Site"))
              ? Answer.text(403, "Requests from other sites change nothing here.")
              : change(exchange, path);
      default -> Answer.text(405, "This is not done here.");
    };
  }

  private Answer read(String path) throws IOException, Unavailable, SQLException {
    return switch (path) {
      case "/" -> page();
      case "/style.css" -> Answer.css(Page.style());
      case "/healthy" -> healthy();
      case "/api/notes" -> json(200, databases.list());
      case "/api/visits" ->
          databases.redis().isPresent()
              ? json(200, databases.redis().get().figures())
              : Answer.text(404, "No Redis is connected: visits are not counted.");
      case "/api/databases" -> json(200, databases.states());
      case "/api/environment" -> json(200, environment.shown());
      default -> nothingAt(path);
    };
  }

  private Answer change(HttpExchange exchange, String path)
      throws IOException, Unavailable, SQLException {
    var deletes = exchange.getRequestMethod().equals("DELETE");
    if (deletes && path.startsWith("/api/notes/")) {
      databases.delete(UUID.fromString(path.substring("/api/notes/".length())));
      return Answer.text(204, "");
    }
    if (deletes) {
      return nothingAt(path);
    }
    if (path.equals("/notes")) {
      databases.add(note(Forms.parse(body(exchange)).getOrDefault("text", "")));
      return Answer.seeOther("/");
    }
    if (path.matches("/notes/[^/]+/delete")) {
      databases.delete(UUID.fromString(path.split("/")[2]));
      return Answer.seeOther("/");
    }
    if (path.equals("/api/notes")) {
      var note = note(json.readTree(body(exchange)).path("text").asString(""));
      databases.add(note);
      return json(201, note);
    }
    return nothingAt(path);
  }

  /** There also while databases are away; its status is 503 where the notes cannot be read. */
  private Answer page() {
    var variables = environment.shown();
    try {
      var listing = databases.visit();
      var writable = databases.notes().isPresent();
      var states = databases.states();
      return Answer.html(
          200, Page.render(environment.greeting(), writable, listing, states, variables));
    } catch (Unavailable | SQLException e) {
      return Answer.html(503, Page.away(e.getMessage(), databases.states(), variables));
    }
  }

  /**
   * Says of each database whether it answers. Unhealthy is only who cannot read its notes: without
   * Redis the application is slower but does its work, and to restart it would not help.
   */
  private Answer healthy() {
    var states = databases.states();
    var holderIsAway =
        databases.notes().isPresent() && states.getFirst().problem().isPresent();
    var report = new StringBuilder(holderIsAway ? "unhealthy\n" : "ok\n");
    for (var state : states) {
      var answers = state.engine() + " " + state.address() + " answers";
      report.append(state.problem().orElse(answers)).append('\n');
    }
    return Answer.text(holderIsAway ? 503 : 200, report.toString());
  }

  private Answer json(int status, Object value) {
    return Answer.json(status, json.writeValueAsString(value));
  }

  private static Answer nothingAt(String path) {
    return Answer.text(404, "There is nothing at " + path + ".");
  }

  private static Note note(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("a note needs a text");
    }
    return new Note(
        UUID.randomUUID(), text.strip(), Instant.now().truncatedTo(ChronoUnit.MICROS));
  }

  private static String body(HttpExchange exchange) throws IOException {
    var bytes = exchange.getRequestBody().readNBytes(MAX_BODY + 1);
    if (bytes.length > MAX_BODY) {
      throw new IllegalArgumentException("a note holds at most 64 KiB");
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
