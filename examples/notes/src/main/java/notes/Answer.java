package notes;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A response before it is sent. */
record Answer(int status, String type, String body, Map<String, String> headers) {

  static Answer text(int status, String body) {
    return new Answer(status, "text/plain; charset=utf-8", body, Map.of());
  }

  static Answer html(int status, String body) {
    return new Answer(status, "text/html; charset=utf-8", body, Map.of());
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

  void send(HttpExchange exchange) throws IOException {
    var sent = exchange.getResponseHeaders();
    sent.set("Content-Type", type);
    sent.set("Cache-Control", "no-store");
    sent.set("X-Content-Type-Options", "nosniff");
    sent.set("Content-Security-Policy", "default-src 'none'; style-src 'self'; form-action 'self'");
    headers.forEach(sent::set);
    var bytes = body.getBytes(StandardCharsets.UTF_8);
    var bodyless = exchange.getRequestMethod().equals("HEAD") || bytes.length == 0;
    exchange.sendResponseHeaders(status, bodyless ? -1 : bytes.length);
    if (!bodyless) {
      exchange.getResponseBody().write(bytes);
    }
  }
}
