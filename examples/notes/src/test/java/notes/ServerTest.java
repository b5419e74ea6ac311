package notes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerTest {

  @Test
  void withoutDatabaseItIsHealthyAndSaysSo() throws Exception {
    try (var server = started(Map.of("GREETING", "<b>hi</b>"))) {
      assertEquals(200, send(server, "GET", "/healthy", "").statusCode());
      var page = send(server, "GET", "/", "").body();
      assertTrue(page.contains("No database is connected"));
      assertTrue(page.contains("&lt;b&gt;hi&lt;/b&gt;"));
      assertFalse(page.contains("<b>hi"));
      assertEquals("[]", send(server, "GET", "/api/notes", "").body());
      assertEquals(503, send(server, "POST", "/api/notes", "{\"text\":\"x\"}").statusCode());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"PG", "MYSQL"})
  void databaseThatIsAwayMakesItUnhealthyAndThePageSaysWhy(String engine) throws Exception {
    try (var server = started(Map.of(engine + "_HOST", "127.0.0.1", engine + "_PORT", "1"))) {
      assertEquals(503, send(server, "GET", "/healthy", "").statusCode());
      var page = send(server, "GET", "/", "");
      assertEquals(503, page.statusCode());
      assertTrue(page.body().contains("The database is away"), page.body());
      assertTrue(send(server, "GET", "/api/databases", "").body().contains("does not answer"));
    }
  }

  @Test
  void withoutItsRedisItWorks() throws Exception {
    try (var server = started(Map.of("REDIS_URL", "redis://127.0.0.1:1/0"))) {
      var health = send(server, "GET", "/healthy", "");
      assertEquals(200, health.statusCode());
      assertTrue(health.body().contains("Redis 127.0.0.1:1 does not answer"));
      var page = send(server, "GET", "/", "");
      assertEquals(200, page.statusCode());
      assertTrue(page.body().contains("Nobody counts visits now"));
      assertEquals(503, send(server, "GET", "/api/visits", "").statusCode());
    }
  }

  @Test
  void nonsenseIsRefusedWithASentence() throws Exception {
    try (var server = started(Map.of("PG_HOST", "127.0.0.1", "PG_PORT", "1"))) {
      assertEquals(400, send(server, "POST", "/api/notes", "{").statusCode());
      assertEquals(400, send(server, "POST", "/api/notes", "{\"text\":\" \"}").statusCode());
      assertEquals(400, send(server, "DELETE", "/api/notes/7", "").statusCode());
      assertEquals(404, send(server, "GET", "/nowhere", "").statusCode());
    }
  }

  private static Server started(Map<String, String> variables) throws Exception {
    var all = new HashMap<>(variables);
    all.put("PORT", "0");
    var environment = new Environment(all);
    var server = new Server(environment, new Databases(environment));
    server.start();
    return server;
  }

  private static HttpResponse<String> send(Server server, String method, String path, String body)
      throws Exception {
    var uri = URI.create("http://127.0.0.1:" + server.port() + path);
    try (var client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(uri).method(method, BodyPublishers.ofString(body)).build(),
          BodyHandlers.ofString());
    }
  }
}
