package dev.cairn.web.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.core.Actor;
import dev.cairn.core.Role;
import dev.cairn.core.Sensitive;
import dev.cairn.db.TestDatabase;
import dev.cairn.web.TestSite;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What was lent for an hour, or is revoked tomorrow, is not made into what stays. */
class LentTokenTest {
  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  private static final String PASSWORD = "correct horse battery";
  private static TestApi api;
  private static TestSite site;

  @BeforeAll
  static void start() {
    api = new TestApi(DATABASE.state());
    site = api.site.start(api.api);
  }

  @AfterAll
  static void stop() {
    site.close();
  }

  @Test
  void noTokenSetsAPasswordWithoutTheOneThatThereIs() {
    var admin = TestSite.userOf(Role.ADMIN);
    for (var validFor : List.of(Optional.<Duration>empty(), Optional.of(Duration.ofHours(1)))) {
      var token = site.token(Role.ADMIN, validFor);
      for (var request :
          Map.of(
                  "PATCH /api/v1/users/" + admin,
                  "{\"password\":\"taken over for good\"}",
                  "POST /api/v1/users",
                  "{\"name\":\"mallory\",\"role\":\"admin\",\"password\":\"taken over for good\"}")
              .entrySet()) {
        var parts = request.getKey().split(" ", 2);
        var answer = site.send(parts[0], parts[1], token, request.getValue());
        assertThat(answer.statusCode()).as(request.getKey()).isEqualTo(403);
        assertThat(answer.body()).containsAnyOf("password-proof-missing", "outlives-token");
      }
    }
    assertThat(site.users.get(admin).hasPassword()).isFalse();

    site.users.change(Actor.CAIRN, admin, Optional.empty(), Optional.of(Sensitive.of(PASSWORD)));
    var token = site.token(Role.ADMIN);
    var wrong = change(token, "it is not this one");
    assertThat(wrong.statusCode()).isEqualTo(403);
    assertThat(wrong.body()).contains("wrong-password");
    assertThat(change(token, PASSWORD).statusCode()).isEqualTo(200);
  }

  private static HttpResponse<String> change(String token, String current) {
    return site.send(
        "PATCH",
        "/api/v1/users/" + TestSite.userOf(Role.ADMIN),
        token,
        "{\"password\":\"another horse battery\",\"currentPassword\":\"" + current + "\"}");
  }

  @Test
  void aTokenThatEndsMakesNothingThatHoldsForLonger() {
    var lent = site.token(Role.ADMIN, Optional.of(Duration.ofHours(1)));
    for (var body : List.of("{\"name\":\"a\"}", "{\"name\":\"a\",\"expiresInHours\":2}")) {
      assertThat(refused("tokens", lent, body)).contains("outlives-token");
    }
    assertThat(refused("sign-in-links", lent, "{}")).contains("outlives-token");
    assertThat(refused("access-keys", lent, "{\"name\":\"a\"}")).contains("outlives-token");
    assertThat(refused("users", lent, "{\"name\":\"mallory\",\"role\":\"admin\"}"))
        .contains("outlives-token");
    var viewer = TestSite.userOf(Role.VIEWER);
    var promoted = site.send("PATCH", "/api/v1/users/" + viewer, lent, "{\"role\":\"admin\"}");
    assertThat(promoted.statusCode()).isEqualTo(403);
    assertThat(promoted.body()).contains("outlives-token");
    assertThat(site.users.get(viewer).role()).isEqualTo(Role.VIEWER);
    assertThat(
            site.send(
                    "POST",
                    "/api/v1/tokens",
                    site.token(Role.ADMIN, Optional.of(Duration.ofHours(3))),
                    "{\"name\":\"shorter\",\"expiresInHours\":2}")
                .statusCode())
        .isEqualTo(201);
    assertThat(
            site.send("POST", "/api/v1/sign-in-links", site.token(Role.ADMIN), "{}").statusCode())
        .isEqualTo(201);
  }

  /** Unchanged or not would tell whether a guessed secret is right. */
  @Test
  void aViewerLearnsNothingOfSecretsByAPreview() {
    var answer =
        site.send(
            "POST",
            "/api/v1/stacks/notes/stages/dev/variables/preview",
            site.token(Role.VIEWER),
            "{\"set\":{\"API_TOKEN\":\"guessed\"}}");
    assertThat(answer.statusCode()).isEqualTo(403);
  }

  private static String refused(String what, String token, String body) {
    var answer = site.send("POST", "/api/v1/" + what, token, body);
    assertThat(answer.statusCode()).as(what).isEqualTo(403);
    return answer.body();
  }
}
