package dev.cairn.web.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.core.Role;
import dev.cairn.db.TestDatabase;
import dev.cairn.web.TestSite;
import dev.cairn.web.UseCases;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Access keys on the users' page, over real HTTP. */
class AccessKeyPageTest {
  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();
  private static final Pattern CSRF = Pattern.compile("name=\"csrf\" value=\"([^\"]+)\"");

  private TestSite site;
  private String cookie;

  @BeforeEach
  @SuppressWarnings("NullAway") // the page asks for users, tokens and keys alone
  void start() {
    DATABASE.state().transaction(handle -> handle.handle().execute("delete from access_key"));
    site = new TestSite(DATABASE.state());
    var use =
        new UseCases(
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            site.secrets,
            null,
            null,
            null,
            null,
            null,
            null,
            site.activity,
            null,
            site.users,
            site.tokens,
            site.accessKeys,
            site.signIn,
            site.links,
            site.authorizer);
    site.start(new Console(use, site.callers, site.sessions, Clock.systemUTC()));
    cookie = "cairn_session=" + site.session(Role.ADMIN).reveal();
  }

  @AfterEach
  void stop() {
    site.close();
  }

  private String usersPage() {
    return site.send(site.request("/users").header("Cookie", cookie)).body();
  }

  private HttpResponse<String> post(String path, String form) {
    var csrf = CSRF.matcher(site.send(site.request("/account").header("Cookie", cookie)).body());
    assertThat(csrf.find()).isTrue();
    return site.send(
        site.request(path)
            .header("Cookie", cookie)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString("csrf=" + csrf.group(1) + "&" + form)));
  }

  @Test
  void theSecretIsShownOnceWithTheLinesForTheAwsCli() {
    assertThat(usersPage()).contains("No access key yet.");
    var made = post("/access-keys", "access-key=laptop");

    var key = site.accessKeys.list().getFirst();
    var secret = site.accessKeys.find(key.id()).orElseThrow().secret().reveal();
    assertThat(made.statusCode()).isEqualTo(200);
    assertThat(made.body())
        .contains("AWS_ACCESS_KEY_ID=" + key.id())
        .contains("AWS_SECRET_ACCESS_KEY=" + secret)
        .contains("AWS_ENDPOINT_URL_SECRETS_MANAGER=http://localhost:" + site.port() + "/aws");
    assertThat(usersPage()).contains(key.id()).contains("laptop").doesNotContain(secret);
  }

  @Test
  void aNameThatIsTakenIsToldBesideWhatWasTyped() {
    post("/access-keys", "access-key=laptop");
    var refused = post("/access-keys", "access-key=laptop");

    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(refused.body()).contains("already").contains("value=\"laptop\"");
    assertThat(site.accessKeys.list()).hasSize(1);
  }

  @Test
  void aNameThatIsNoneIsToldAtItsField() {
    assertThat(post("/access-keys", "access-key=" + "x".repeat(200)).body())
        .containsPattern("id=\"access-key-name\"[^>]*aria-invalid=\"true\"")
        .contains("id=\"access-key-error\"");
    assertThat(post("/tokens", "token=" + "x".repeat(200)).body())
        .containsPattern("id=\"token-name\"[^>]*aria-invalid=\"true\"")
        .contains("id=\"token-error\"");
  }

  @Test
  void aKeyIsRevokedByAButton() {
    post("/access-keys", "access-key=laptop");
    var id = site.accessKeys.list().getFirst().id();

    assertThat(post("/access-keys/" + id + "/revoke", "").statusCode()).isEqualTo(303);
    assertThat(site.accessKeys.list()).isEmpty();
    assertThat(post("/access-keys/" + id + "/revoke", "").statusCode()).isEqualTo(404);
  }

  @Test
  void onlyAdminsSeeAndMakeThem() {
    for (var role : new Role[] {Role.OPERATOR, Role.VIEWER}) {
      cookie = "cairn_session=" + site.session(role).reveal();
      assertThat(site.send(site.request("/users").header("Cookie", cookie)).statusCode())
          .isEqualTo(403);
      var refused = post("/access-keys", "access-key=x");
      assertThat(refused.statusCode()).isEqualTo(403);
      assertThat(refused.body()).contains("may not administer");
    }
    assertThat(site.accessKeys.list()).isEmpty();
  }
}
