package dev.cairn.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
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
            site ->
                site.postForm(
                    "/apiv2/key/" + redisConnection(site) + "/note",
                    Map.of("keyType", "string", "stringValue", "kept")),
            site ->
                assertThat(site.get("/apiv2/key/" + redisConnection(site) + "/note"))
                    .contains("kept")),
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
            site -> makeRedmineProject(site),
            site -> assertThat(site.get("/projects/kept")).contains("<title>Overview - Kept")),
        new ForeignApplication(
            "graphite-web",
            "graphite",
            "Python, PostgreSQL",
            "container",
            site -> site.postJson("/events/", "{\"what\": \"kept\", \"tags\": \"notes\"}"),
            site -> assertThat(site.get("/events/get_data")).contains("kept")),
        new ForeignApplication(
            "ara",
            "ara",
            "Python, MySQL",
            "container",
            site ->
                site.postJson(
                    "/api/v1/playbooks",
                    """
                    {"started": "2026-01-01T00:00:00Z", "ansible_version": "2.14",
                      "path": "/kept.yml", "name": "kept", "status": "completed"}
                    """),
            site -> assertThat(site.get("/api/v1/playbooks")).contains("\"name\":\"kept\"")),
        new ForeignApplication(
            "postgres-exporter",
            "postgres-exporter",
            "Go, PostgreSQL",
            "container",
            site -> site.get("/"),
            site -> assertThat(site.get("/metrics")).contains("pg_up 1")),
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
            site -> assertThat(site.get("/realms/kept")).contains("\"realm\":\"kept\"")));
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

  private static String redisConnection(ForeignSite site) {
    return group(site.get("/connections"), "\"conId\":\"([^\"]+)\"");
  }

  /** As the user that Redmine comes with, whose password has to be changed at the first sign-in. */
  private static void makeRedmineProject(ForeignSite site) {
    postToRedmine(site, "/login", "/login", Map.of("username", "admin", "password", "admin"));
    postToRedmine(
        site,
        "/my/password",
        "/my/password",
        Map.of(
            "password", "admin",
            "new_password", "only-a-long-test",
            "new_password_confirmation", "only-a-long-test"));
    postToRedmine(
        site,
        "/projects/new",
        "/projects",
        Map.of(
            "project[name]", "Kept",
            "project[identifier]", "kept",
            "project[is_public]", "1"));
  }

  private static void postToRedmine(
      ForeignSite site, String page, String to, Map<String, String> fields) {
    var all = new HashMap<>(fields);
    all.put(
        "authenticity_token",
        group(site.get(page), "name=\"authenticity_token\" value=\"([^\"]+)\""));
    site.postForm(to, all);
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
