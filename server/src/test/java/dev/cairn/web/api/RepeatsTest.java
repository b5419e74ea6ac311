package dev.cairn.web.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.access.Action;
import dev.cairn.core.Problem;
import dev.cairn.core.Role;
import dev.cairn.db.TestDatabase;
import dev.cairn.web.Repeats;
import dev.cairn.web.TestSite;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An idempotency key stands for one request, whatever it asks for. */
class RepeatsTest {
  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  /** What a route is told. */
  record Wish(String name, Optional<String> size) {}

  private TestSite site = new TestSite(DATABASE.state());
  private String token = "";
  private String key = "";

  @BeforeEach
  void open() {
    site = new TestSite(DATABASE.state());
    Noun wishes =
        () ->
            List.of(
                Route.post("wishes", Action.CHANGE, RepeatsTest::wish),
                Route.post("wishes/{id}", Action.CHANGE, RepeatsTest::wish).query("fast"),
                Route.delete("wishes/{id}", Action.CHANGE, RepeatsTest::wish));
    site.start(
        new RestApi(site.callers, site.authorizer, List.of(wishes)),
        routes ->
            routes.post(
                "/wish",
                context -> {
                  var once = Optional.ofNullable(context.formParam("once"));
                  context.result(Repeats.take(context, once).orElse("none"));
                }));
    token = site.token(Role.OPERATOR);
    key = "key-" + UUID.randomUUID();
  }

  @AfterEach
  void close() {
    site.close();
  }

  private static Answer wish(ApiRequest request) {
    var _ = request.idempotencyKey();
    if (request.body(Wish.class).name().equals("refused")) {
      throw Problem.invalid("no", "No.", "Wish for something else.").toException();
    }
    return Answer.ok(Map.of("done", true));
  }

  private HttpResponse<String> send(String method, String path, String json) {
    return send(method, path, json, token);
  }

  private HttpResponse<String> send(String method, String path, String json, String token) {
    return site.send(
        site.request("/api/v1/" + path)
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", key)
            .method(method, BodyPublishers.ofString(json)));
  }

  private static void isReused(HttpResponse<String> answer, String first) {
    assertThat(answer.statusCode()).isEqualTo(409);
    assertThat(answer.body()).contains("idempotency-key-reused", first);
  }

  @Test
  void sameRequestIsTheFirstInWhateverOrderItSaysIt() {
    assertThat(send("POST", "wishes", "{\"name\": \"a\", \"size\": \"1\"}").statusCode())
        .isEqualTo(200);
    assertThat(send("POST", "wishes", "{\"size\":\"1\",\"name\":\"a\"}").statusCode())
        .isEqualTo(200);
  }

  @Test
  void anythingElseThanTheFirstIsRefusedNamingIt() {
    assertThat(send("POST", "wishes/7", "{\"name\": \"a\"}").statusCode()).isEqualTo(200);
    var first = "POST /api/v1/wishes/7";
    isReused(send("POST", "wishes/7", "{\"name\": \"b\"}"), first + ", with another body");
    isReused(send("POST", "wishes/7", "{\"name\": \"a\", \"size\": \"1\"}"), first);
    isReused(send("POST", "wishes/7?fast=true", "{\"name\": \"a\"}"), first);
    isReused(send("POST", "wishes", "{\"name\": \"a\"}"), first);
    isReused(send("DELETE", "wishes/7", "{\"name\": \"a\"}"), first);
    assertThat(send("POST", "wishes/7", "{\"name\": \"a\"}").statusCode()).isEqualTo(200);
  }

  @Test
  void anothersKeyIsAnother() {
    assertThat(send("POST", "wishes", "{\"name\": \"a\"}").statusCode()).isEqualTo(200);
    assertThat(send("POST", "wishes", "{\"name\": \"b\"}", site.token(Role.ADMIN)).statusCode())
        .isEqualTo(200);
  }

  @Test
  void refusedRequestLeavesItsKeyFree() {
    assertThat(send("POST", "wishes", "{\"name\": \"refused\"}").statusCode()).isEqualTo(422);
    assertThat(send("POST", "wishes", "{\"nam\": \"a\"}").statusCode()).isEqualTo(422);
    assertThat(send("POST", "wishes", "{\"name\": \"a\"}").statusCode()).isEqualTo(200);
    // Refused for its key it is not the one that holds it.
    isReused(send("POST", "wishes", "{\"name\": \"refused\"}"), "POST /api/v1/wishes");
    assertThat(send("POST", "wishes", "{\"name\": \"a\"}").statusCode()).isEqualTo(200);
  }

  @Test
  void formThatSaysSomethingElseIsRefusedToo() {
    assertThat(fill("password=hunter2&csrf=1").statusCode()).isEqualTo(200);
    assertThat(fill("password=hunter2&csrf=2").statusCode()).isEqualTo(200);
    assertThat(fill("password=hunter3&csrf=1").statusCode()).isEqualTo(409);
    var kept =
        DATABASE
            .state()
            .transaction(it -> it.handle().select("select * from request_key").mapToMap().list());
    assertThat(kept.toString()).contains(key).doesNotContain("hunter");
  }

  private HttpResponse<String> fill(String form) {
    return site.send(
        site.request("/wish")
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form + "&once=" + key)));
  }
}
