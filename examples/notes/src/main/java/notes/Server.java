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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** The application's addresses: the page and its forms, JSON for programs, and the health check. */
final class Server implements AutoCloseable {

  private static final Duration GRACE = Duration.ofSeconds(10);
  private static final int MAX_BODY = 64 * 1024;
  private static final String NO_DATABASE =
      "No database is connected. Add one with: cairn db add notes/dev postgres";

  private final Environment environment;
  private final Optional<PostgresNotes> notes;
  private final JsonMapper json = JsonMapper.shared();
  private final HttpServer http;

  Server(Environment environment, Optional<PostgresNotes> notes) throws IOException {
    this.environment = environment;
    this.notes = notes;
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
        respond(exchange, answer(exchange));
      } catch (Unavailable e) {
        System.err.println(e.getMessage());
        respond(exchange, Answer.text(503, "The database is away: " + e.getMessage()));
      } catch (SQLException e) {
        System.err.println(exchange.getRequestURI() + ": " + e.getMessage());
        respond(exchange, Answer.text(500, "The database refused: " + e.getMessage()));
      } catch (JacksonException | IllegalArgumentException e) {
        respond(exchange, Answer.text(400, "That was not understood: " + e.getMessage()));
      }
    }
  }

  private Answer answer(HttpExchange exchange) throws IOException, Unavailable, SQLException {
    var method = exchange.getRequestMethod();
    var path = exchange.getRequestURI().getPath();
    var reading = method.equals("GET") || method.equals("HEAD");
    if (!reading && "cross-site".equals(exchange.getRequestHeaders().getFirst("Sec-Fetch-Site"))) {
      return Answer.text(403, "Requests from other sites change nothing here.");
    }
    if (reading) {
      return read(path);
    }
    if (notes.isEmpty()) {
      return Answer.text(503, NO_DATABASE);
    }
    var store = notes.get();
    if (method.equals("POST") && path.equals("/notes")) {
      store.add(note(Forms.parse(body(exchange)).getOrDefault("text", "")));
      return Answer.seeOther("/");
    }
    if (method.equals("POST") && path.matches("/notes/[^/]+/delete")) {
      store.delete(UUID.fromString(path.split("/")[2]));
      return Answer.seeOther("/");
    }
    if (method.equals("POST") && path.equals("/api/notes")) {
      var note = note(json.readTree(body(exchange)).path("text").asString(""));
      store.add(note);
      return Answer.json(201, json.writeValueAsString(note));
    }
    if (method.equals("DELETE") && path.startsWith("/api/notes/")) {
      store.delete(UUID.fromString(path.substring("/api/notes/".length())));
      return Answer.text(204, "");
    }
    return Answer.text(404, "There is nothing at " + path + ".");
  }

  private Answer read(String path) throws IOException, Unavailable, SQLException {
    return switch (path) {
      case "/" -> Answer.html(page());
      case "/style.css" -> Answer.css(Page.style());
      case "/healthy" -> healthy();
      case "/api/notes" -> Answer.json(200, json.writeValueAsString(list()));
      case "/api/databases" -> Answer.json(200, json.writeValueAsString(connections()));
      case "/api/environment" -> Answer.json(200, json.writeValueAsString(environment.shown()));
      default -> Answer.text(404, "There is nothing at " + path + ".");
    };
  }

  private String page() throws SQLException {
    try {
      return Page.render(
          environment.greeting(), notes.isPresent(), list(), connections(), environment.shown());
    } catch (Unavailable e) {
      return Page.away(e.getMessage(), environment.shown());
    }
  }

  private Answer healthy() throws SQLException {
    if (notes.isPresent()) {
      try {
        notes.get().check();
      } catch (Unavailable e) {
        return Answer.text(503, e.getMessage());
      }
    }
    return Answer.text(200, "ok");
  }

  private List<Note> list() throws Unavailable, SQLException {
    return notes.isPresent() ? notes.get().list() : List.of();
  }

  private List<Connection> connections() throws Unavailable, SQLException {
    return notes.isPresent() ? List.of(notes.get().connection()) : List.of();
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

  private static void respond(HttpExchange exchange, Answer answer) throws IOException {
    var headers = exchange.getResponseHeaders();
    headers.set("Content-Type", answer.type());
    headers.set("Cache-Control", "no-store");
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Content-Security-Policy", "default-src 'none'; style-src 'self'; form-action 'self'");
    answer.headers().forEach(headers::set);
    var bytes = answer.body().getBytes(StandardCharsets.UTF_8);
    var bodyless = exchange.getRequestMethod().equals("HEAD") || bytes.length == 0;
    exchange.sendResponseHeaders(answer.status(), bodyless ? -1 : bytes.length);
    if (!bodyless) {
      exchange.getResponseBody().write(bytes);
    }
  }

  /** A response before it is sent. */
  private record Answer(int status, String type, String body, Map<String, String> headers) {
    static Answer text(int status, String body) {
      return new Answer(status, "text/plain; charset=utf-8", body, Map.of());
    }

    static Answer html(String body) {
      return new Answer(200, "text/html; charset=utf-8", body, Map.of());
    }

    static Answer css(String body) {
      return new Answer(200, "text/css; charset=utf-8", body, Map.of());
    }

    static Answer json(int status, String body) {
      return new Answer(status, "application/json", body, Map.of());
    }

    static Answer seeOther(String location) {
      return new Answer(303, "text/plain; charset=utf-8", "", Map.of("Location", location));
    }
  }
}
