package dev.cairn.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * An application that nobody here wrote, below {@code e2e/src/test/applications}.
 *
 * @param write puts something into its database through it
 * @param read finds that there
 */
record ForeignApplication(
    String name,
    String stack,
    String language,
    String runtime,
    Consumer<ForeignSite> write,
    Consumer<ForeignSite> read) {
  private static final String[] PARSE = {
    "X-Parse-Application-Id", "notes", "X-Parse-Master-Key", "only-a-test"
  };

  static Stream<ForeignApplication> all() {
    return Stream.of(
        new ForeignApplication(
            "redis-commander",
            "redis-commander",
            "JavaScript, Redis",
            "process",
            site -> site.get("/"),
            site -> assertThat(site.get("/apiv2/server/info")).contains("Redis version")),
        new ForeignApplication(
            "postgraphile",
            "postgraphile",
            "JavaScript, PostgreSQL",
            "process",
            site ->
                site.postJson(
                    "/graphql",
                    """
                    {"query": "mutation { createNote(input: {note: {body: \\"kept\\"}}) { clientMutationId } }"}
                    """),
            site ->
                assertThat(
                        site.postJson(
                            "/graphql", "{\"query\": \"{ allNotes { nodes { body } } }\"}"))
                    .contains("kept")),
        new ForeignApplication(
            "parse-server",
            "parse-server",
            "JavaScript, PostgreSQL",
            "process",
            site -> site.postJson("/parse/classes/Note", "{\"text\": \"kept\"}", PARSE),
            site -> assertThat(site.get("/parse/classes/Note", PARSE)).contains("kept")),
        new ForeignApplication(
            "ghost",
            "ghost",
            "JavaScript, MySQL",
            "process",
            site ->
                site.postJson(
                    "/ghost/api/admin/authentication/setup/",
                    """
                    {"setup": [{"name": "Kept", "email": "kept@example.org",
                      "password": "only-a-long-test", "blogTitle": "Kept"}]}
                    """),
            site -> assertThat(site.get("/ghost/api/admin/site/")).contains("\"title\":\"Kept\"")),
        new ForeignApplication(
            "keycloak",
            "keycloak",
            "Java, PostgreSQL",
            "process",
            site ->
                site.postJson(
                    "/admin/realms",
                    "{\"realm\": \"kept\", \"enabled\": true}",
                    "Authorization",
                    "Bearer " + keycloakToken(site)),
            site -> assertThat(site.get("/realms/kept")).contains("\"realm\":\"kept\"")),
        new ForeignApplication(
            "wordpress",
            "wordpress",
            "PHP, MySQL",
            "container",
            site ->
                assertThat(
                        site.postForm(
                            "/wp-admin/install.php?step=2",
                            Map.of(
                                "weblog_title", "Kept",
                                "user_name", "admin",
                                "admin_password", "only-a-long-test",
                                "admin_password2", "only-a-long-test",
                                "admin_email", "kept@example.org",
                                "Submit", "Install WordPress",
                                "language", "")))
                    .contains("Success"),
            site -> assertThat(site.get("/index.php?rest_route=/")).contains("\"name\":\"Kept\"")),
        new ForeignApplication(
            "mediawiki",
            "mediawiki",
            "PHP, PostgreSQL",
            "container",
            site ->
                assertThat(
                        site.postForm(
                            "/api.php",
                            Map.of(
                                "action", "edit",
                                "format", "json",
                                "title", "Kept",
                                "text", "kept text",
                                "token", "+\\")))
                    .contains("Success"),
            site -> assertThat(site.get("/index.php?title=Kept")).contains("kept text")),
        new ForeignApplication(
            "redmine",
            "redmine",
            "Ruby on Rails, PostgreSQL",
            "container",
            site -> redmineSignIn(site),
            site -> assertThat(site.get("/login")).contains("Redmine")),
        new ForeignApplication(
            "graphite-web",
            "graphite",
            "Python, PostgreSQL",
            "container",
            site -> site.postJson("/events/", "{\"what\": \"kept\", \"tags\": \"notes\"}"),
            site -> assertThat(site.get("/events/get_data")).contains("kept")),
        new ForeignApplication(
            "postgres-exporter",
            "postgres-exporter",
            "Go, PostgreSQL",
            "container",
            site -> site.get("/"),
            site -> assertThat(site.get("/metrics")).contains("pg_up 1")));
  }

  private static String keycloakToken(ForeignSite site) {
    var answer =
        site.postForm(
            "/realms/master/protocol/openid-connect/token",
            Map.of(
                "grant_type", "password",
                "client_id", "admin-cli",
                "username", "admin",
                "password", "only-a-test"));
    return group(answer, "\"access_token\":\"([^\"]+)\"");
  }

  /** The first sign-in of the user that Redmine comes with is answered with a page. */
  private static void redmineSignIn(ForeignSite site) {
    var token = group(site.get("/login"), "name=\"authenticity_token\" value=\"([^\"]+)\"");
    assertThat(
            site.postForm(
                "/login",
                Map.of("authenticity_token", token, "username", "admin", "password", "admin")))
        .contains("admin");
  }

  private static String group(String text, String pattern) {
    var found = Pattern.compile(pattern).matcher(text);
    assertThat(found.find()).as("%s in %s", pattern, text).isTrue();
    return found.group(1);
  }

  @Override
  public String toString() {
    return name;
  }
}
