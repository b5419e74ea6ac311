package dev.cairn.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.config.Config.Listen;
import dev.cairn.core.ProblemException;
import dev.cairn.core.Role;
import dev.cairn.db.TestDatabase;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class WebServerTest {
  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  private TestSite site;

  @BeforeEach
  void start() {
    site = new TestSite(DATABASE.state());
    site.start(new Pages(), new ForPrograms());
  }

  private final class Pages implements Site {
    @Override
    public void register(RoutesConfig routes) {
      routes.get("/who", context -> context.result(who(context)));
      routes.post("/who", context -> context.result(who(context)));
    }
  }

  private static final class ForPrograms implements Site {
    @Override
    public void register(RoutesConfig routes) {
      routes.post("/api/echo", context -> context.result(context.body()));
      routes.get(
          "/api/bug",
          context -> {
            throw new IllegalStateException("secret detail");
          });
    }

    @Override
    public boolean isForPrograms(String path) {
      return path.startsWith("/api");
    }
  }

  private String who(Context context) {
    return site.callers.of(context).actor().map(actor -> actor.name()).orElse("stranger");
  }

  @AfterEach
  void stop() {
    site.close();
  }

  @Test
  void foreignHostIsRefused() throws IOException {
    assertThat(site.raw("GET /who HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 421")
        .contains("evil.example");
    assertThat(site.raw("GET /who HTTP/1.1\r\nHost: LOCALHOST:99\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 200");
    assertThat(site.raw("GET /who HTTP/1.1\r\nHost: [::1]:99\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 303")
        .contains("Location: http://localhost:99/who");
  }

  @Test
  void everyAnswerCarriesStrictHeadersAndNoServerName() {
    var answer = site.send(site.request("/who"));

    assertThat(answer.headers().firstValue("Content-Security-Policy"))
        .hasValue(Gate.CONTENT_SECURITY_POLICY);
    assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
    assertThat(answer.headers().firstValue("Server")).isEmpty();
  }

  @Test
  void unknownAddressAndWrongMethodAreProblems() {
    var unknown = site.send(site.request("/api/v1/nothing"));
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(unknown.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(unknown.body()).contains("\"code\":\"unknown-address\"");

    assertThat(site.send(site.request("/nothing")).body()).contains("<h1>There is nothing");

    var method = site.send(site.request("/api/echo"));
    assertThat(method.statusCode()).isEqualTo(405);
    assertThat(method.body()).contains("method-not-allowed");
  }

  @Test
  void bugIsAProblemWithoutItsInnards() {
    var answer = site.send(site.request("/api/bug"));

    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.body()).contains("internal-error").doesNotContain("secret detail", "at dev.");
  }

  @Test
  void whatIsNoHttpIsAProblemToo() throws IOException {
    assertThat(site.raw("GET /a%zz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 400")
        .contains("bad-request")
        .doesNotContain("jetty", "Jetty");
    assertThat(
            site.raw(
                "GET /api/%2e%2e/x%2Fy HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
        .containsPattern("^HTTP/1.1 40[04]")
        .doesNotContain("jetty", "Jetty");
  }

  @Test
  void hugeBodyIsRefused() {
    var answer = site.send("POST", "/api/echo", site.token(Role.ADMIN), "x".repeat(2_000_000));

    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(answer.body()).contains("too-large");
  }

  @Test
  void filesOfTheConsoleAreCompressedAndCached() {
    var path = "/webjars/htmx.org/2.0.10/dist/htmx.min.js";
    var zipped = site.send(site.request(path).header("Accept-Encoding", "gzip"));

    assertThat(zipped.statusCode()).isEqualTo(200);
    assertThat(zipped.headers().firstValue("Content-Encoding")).hasValue("gzip");
    assertThat(zipped.headers().firstValue("Cache-Control").orElse("")).contains("immutable");
    var etag = zipped.headers().firstValue("ETag").orElseThrow();
    assertThat(site.send(site.request(path).header("If-None-Match", etag)).statusCode())
        .isEqualTo(304);
    assertThat(site.send(site.request(path)).body()).contains("htmx");
    assertThat(site.send(site.request("/webjars/nothing.js")).statusCode()).isEqualTo(404);
    assertThat(site.send(site.request("/console/../../db/migration/V3__access.sql")).statusCode())
        .isIn(400, 404);
  }

  @Test
  void tokenThatDoesNotHoldIsRefused() {
    var answer = site.get("/who", "cairn_wrong");

    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.body()).contains("unknown, revoked or expired");
  }

  @Test
  void formNeedsTheTokenOfItsSession() {
    var session = site.session(Role.OPERATOR);
    var csrf = site.sessions.authenticate(session).orElseThrow().csrf();

    assertThat(site.send(form(session.reveal(), "csrf=" + csrf)).body()).isEqualTo("the-operator");
    assertThat(site.send(form(session.reveal(), "")).statusCode()).isEqualTo(403);
    assertThat(site.send(form(session.reveal(), "csrf=wrong")).statusCode()).isEqualTo(403);
    assertThat(site.send(form(session.reveal(), "").header("X-CSRF-Token", csrf)).statusCode())
        .isEqualTo(200);
    var foreign = site.sessions.authenticate(site.session(Role.ADMIN)).orElseThrow().csrf();
    assertThat(site.send(form(session.reveal(), "csrf=" + foreign)).statusCode()).isEqualTo(403);
  }

  @Test
  void formOfAnotherSiteIsRefusedEvenWithoutSession() {
    assertThat(site.send(form("", "").header("Sec-Fetch-Site", "cross-site")).statusCode())
        .isEqualTo(403);
    assertThat(site.send(form("", "").header("Origin", "http://evil.example")).statusCode())
        .isEqualTo(403);
    assertThat(site.send(form("", "").header("Origin", "null")).statusCode()).isEqualTo(403);
    assertThat(
            site.send(form("", "").header("Origin", "http://localhost:" + site.port()))
                .statusCode())
        .isEqualTo(200);
  }

  private HttpRequest.Builder form(String session, String body) {
    return site.request("/who")
        .header("Cookie", SessionCookie.NAME + "=" + session)
        .header("Content-Type", "application/x-www-form-urlencoded")
        .POST(BodyPublishers.ofString(body));
  }

  @Test
  void beyondLoopbackItListensOnlyWithTlsOrByWish() {
    assertThat(ListenRule.refusal(listen("127.0.0.1", false))).isEmpty();
    assertThat(ListenRule.refusal(listen("localhost", false))).isEmpty();
    assertThat(ListenRule.refusal(listen("0.0.0.0", true))).isEmpty();
    assertThat(ListenRule.refusal(listen("0.0.0.0", false))).isPresent();
    assertThat(ListenRule.refusal(listen("localhost.evil.example", false))).isPresent();
    assertThat(ListenRule.refusal(listen("127.0.0.1.evil.example", false))).isPresent();
  }

  @Test
  void takenPortIsSaidSo() {
    var second =
        new WebServer(
            new Listen(
                "127.0.0.1",
                site.port(),
                List.of(),
                List.of(),
                Optional.empty(),
                false,
                Optional.empty()),
            site.callers,
            site.repeats,
            (status, problem, caller) -> "",
            List.of(),
            Optional::empty);

    assertThatThrownBy(second::start)
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("port-taken");
  }

  private static Listen listen(String bind, boolean insecure) {
    return new Listen(bind, 0, List.of(), List.of(), Optional.empty(), insecure, Optional.empty());
  }
}
