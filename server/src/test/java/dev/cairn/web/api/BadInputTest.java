package dev.cairn.web.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.ProblemView;
import dev.cairn.api.WireJson;
import dev.cairn.core.Actor;
import dev.cairn.core.Name;
import dev.cairn.core.Role;
import dev.cairn.db.TestDatabase;
import dev.cairn.web.TestSite;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BadInputTest {
  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  private static TestSite site;
  private static String admin;

  @BeforeAll
  static void start() {
    var test = new TestApi(DATABASE.state());
    test.stacks.create(Actor.CAIRN, new Name("notes"));
    site = test.site.start(test.api);
    admin = site.token(Role.ADMIN);
  }

  @AfterAll
  static void stop() {
    site.close();
  }

  /** A file of 1 MiB was answered with 9 MB once. */
  @Test
  void thereIsAnEndToWhatIsSaidOfARequest() {
    var fields = new StringBuilder("{\"name\":\"a\"");
    for (int i = 0; i < 40_000; i++) {
      fields.append(",\"wrong").append(i).append("\":1");
    }
    for (var answer :
        List.of(
            site.send("POST", "/api/v1/stacks", admin, fields.append('}').toString()),
            site.send(
                "POST", "/api/v1/stacks", admin, "{\"name\":\"" + "a".repeat(1_000_000) + "\"}"))) {
      assertThat(answer.statusCode()).isEqualTo(422);
      assertThat(answer.body()).hasSizeLessThan(100_000);
    }
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          POST   | stacks                              | {                                      | 422 | malformed-json       |
          POST   | stacks                              | {"name":"a"} x                         | 422 | malformed-json       |
          POST   | stacks                              | {"name":"a","name":"b"}                | 422 | malformed-json       |
          POST   | stacks                              | []                                     | 422 | invalid-request      | body
          POST   | stacks                              | null                                   | 422 | invalid-request      | body
          POST   | stacks                              | {}                                     | 422 | invalid-request      | name
          POST   | stacks                              | {"name":7}                             | 422 | invalid-request      | name
          POST   | stacks                              | {"name":null}                          | 422 | invalid-request      | name
          POST   | stacks                              | {"nam":"shop"}                         | 422 | invalid-request      | nam,name
          POST   | stacks                              | {"name":"Shop!"}                       | 422 | invalid-name         | name
          POST   | stacks                              | {"name":"notes"}                       | 409 | stack-exists         |
          GET    | stacks/nots                         |                                        | 404 | unknown-stack        |
          GET    | stacks/NOTES                        |                                        | 422 | invalid-name         | name
          GET    | stacks/notes/stages/dev             |                                        | 404 | unknown-stage        |
          POST   | stacks/notes/stages                 | {"name":"dev","databases":"postgres"}  | 422 | invalid-request      | databases
          POST   | stacks/notes/stages                 | {"name":"dev","databases":["mysqll"]}  | 422 | unknown-engine       |
          POST   | stacks/notes/stages                 | {"name":"dev","databases":[1]}         | 422 | invalid-request      | databases[0]
          POST   | stacks/notes/stages/dev/databases   | {"engine":"oracle"}                    | 422 | unknown-engine       |
          POST   | stacks/notes/stages/dev/databases   | {"engine":"postgres","storageGib":1.5} | 422 | invalid-request      | storageGib
          POST   | stacks/notes/stages/dev/databases   | {"engine":"postgres","storageGib":1e30}| 422 | invalid-request      | storageGib
          POST   | stacks/notes/stages/dev/databases   | {"engine":"postgres","storageGib":-1}  | 422 | invalid-storage      | storageGib
          POST   | stacks/notes/stages/dev/databases   | {"engine":"postgres","storageGib":"5"} | 422 | invalid-request      | storageGib
          POST   | stacks/notes/stages/dev/databases   | {"engine":"redis","cacheOnly":"yes"}   | 422 | invalid-request      | cacheOnly
          POST   | stacks/notes/stages/dev/databases   | {"engine":"redis","settings":["timeout"]} | 422 | invalid-request   | settings
          POST   | stacks/notes/stages/dev/databases   | {"engine":"postgres","replicaOf":"prod"} | 422 | invalid-reference  | replicaOf
          POST   | stacks/notes/stages/dev/databases   | {"engine":"postgres","replicaOf":"notes/Prod/postgres"} | 422 | invalid-name | replicaOf
          POST   | stacks/notes/stages/dev/databases   | {"engine":"postgres","replicaOf":"notes/prod/postgers"} | 422 | unknown-engine | replicaOf
          POST   | stacks/notes/stages/dev/databases   | {"engine":"postgres","replicaOf":"notes/prod/postgres","version":"18"} | 422 | replica-version | version
          POST   | stacks/notes/stages/dev/databases   | {"engine":"postgres","replicaOf":"notes/prod/postgres","version":"18","cacheOnly":true,"fromBackup":"b","settings":{"work_mem":"8MB"},"createDatabases":true} | 422 | invalid-request | version,cacheOnly,fromBackup,settings,createDatabases
          POST   | stacks/notes/stages                 | {"name":"eu","replicasOf":"notes/prod/postgres"} | 422 | invalid-request | replicasOf
          POST   | stacks/notes/stages                 | {"name":"eu","replicasOf":["notes/prod"]} | 422 | invalid-reference | replicasOf
          POST   | stacks/notes/stages/dev/databases/oracle/rebuild |                          | 422 | unknown-engine       |
          POST   | stacks/notes/stages/dev/databases/oracle/rotation |                         | 422 | unknown-engine       |
          GET    | stacks/notes/stages/Dev/databases/redis/rotation  |                         | 422 | invalid-name         | name
          POST   | stacks/notes/stages                 | {"name":"dev","databases":["postgres","mysql","redos"]} | 422 | unknown-engine |
          PATCH  | stacks/notes/stages/dev/databases/redis | {"storageGib":"20"}                | 422 | invalid-request      | storageGib
          PATCH  | stacks/notes/stages/dev/databases/redis | {"cacheOnly":true}                 | 422 | invalid-request      | cacheOnly
          POST   | stacks/notes/stages/dev/databases/postgres/attachment | {}                   | 422 | invalid-request      | host,password
          POST   | stacks/notes/stages/dev/databases/postgres/attachment | {"host":"h","password":"p","port":"5432"} | 422 | invalid-request | port
          PUT    | stacks/notes/stages/dev/databases/postgres/attachment | {"hots":"h","password":"p"} | 422 | invalid-request | hots,host
          POST   | stacks/notes/stages/dev/databases/oracle/attachment | {"host":"h","password":"p"} | 422 | unknown-engine |
          PATCH  | stacks/notes/stages/dev/variables   | {"set":{"A":1}}                        | 422 | invalid-request      | set.A
          PUT    | stacks/notes/stages/dev/service     | {"source":"x","git":"y","port":0}      | 404 | unknown-stage        |
          DELETE | stacks/notes/stages/dev/databases/postgres?finalBackup=nope |                | 422 | invalid-parameter    | finalBackup
          DELETE | stacks/notes/stages/dev/databases/postgres?finalBackup=false&backup=b |     | 422 | invalid-parameter    | backup
          DELETE | stacks/notes/stages/dev/databases/postgres?finalbackup=false|                | 422 | unknown-parameter    | finalbackup
          DELETE | stacks/notes/stages/dev/databases/oracle|                                    | 422 | unknown-engine       |
          GET    | operations?limit=many               |                                        | 422 | invalid-parameter    | limit
          GET    | operations?limit=100000             |                                        | 422 | invalid-parameter    | limit
          POST   | stacks/notes/stages                 | {"name":"dev","after":"Dev!"}          | 422 | invalid-name         | after
          POST   | tokens                              | {"name":"a","user":"Ann!"}             | 422 | invalid-name         | user
          POST   | access-keys                         | {"name":"a","user":"Ann!"}             | 422 | invalid-name         | user
          POST   | sign-in-links                       | {"user":"Ann!"}                        | 422 | invalid-name         | user
          GET    | operations?target=%00               |                                        | 422 | invalid-character    |
          GET    | activity?target=a%00b               |                                        | 422 | invalid-character    |
          GET    | operations/7                        |                                        | 404 | unknown-id           |
          GET    | operations/00000000-0000-0000-0000-000000000000 |                            | 404 | unknown-operation    |
          POST   | users                               | {"name":"x","role":"root"}             | 422 | invalid-request      | role
          POST   | users                               | {"name":"x","role":"viewer","password":"short"} | 422 | weak-password | password
          DELETE | users/nobody                        |                                        | 404 | unknown-user         |
          POST   | tokens                              | {"name":""}                            | 422 | invalid-token-name   | name
          POST   | tokens                              | {"name":"a","expiresInHours":0}        | 422 | invalid-request      | expiresInHours
          POST   | sign-in-links                       | {"user":"nobody"}                      | 404 | unknown-user         |
          GET    | nothing                             |                                        | 404 | unknown-address      |
          PUT    | stacks                              | {}                                     | 405 | method-not-allowed   |
          """)
  void isAnsweredByAProblemThatNamesIt(
      String method,
      String path,
      @Nullable String body,
      int status,
      String code,
      @Nullable String fields) {
    var answer = site.send(method, "/api/v1/" + path, admin, body == null ? "" : body);

    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    var problem = WireJson.MAPPER.readValue(answer.body(), ProblemView.class);
    assertThat(problem.code()).as(answer.body()).isEqualTo(code);
    assertThat(answer.statusCode()).isEqualTo(status).isEqualTo(problem.status());
    assertThat(problem.detail()).isNotBlank();
    if (fields != null) {
      assertThat(problem.violations())
          .extracting(violation -> violation.field())
          .containsExactlyInAnyOrder(fields.split(","));
    }
  }

  @Test
  void nearNamesAreSuggested() {
    assertThat(site.get("/api/v1/stacks/nots", admin).body()).contains("Did you mean notes?");
    assertThat(site.send("POST", "/api/v1/stacks", admin, "{\"nam\":\"x\"}").body())
        .contains("Did you mean name?");
  }

  @Test
  void whatPrometheusIsRefusedIsAProblemToo() {
    var answer = site.get("/metrics", "cairn_wrong");

    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
  }

  @Test
  void bodyThatIsNotJsonIsRefused() {
    var answer =
        site.send(
            site.request("/api/v1/stacks")
                .header("Authorization", "Bearer " + admin)
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString("{}")));

    assertThat(answer.statusCode()).isEqualTo(415);
  }

  @Test
  void wayOfAUserFromAdditionToRemoval() {
    var added = site.send("POST", "/api/v1/users", admin, "{\"name\":\"ann\",\"role\":\"viewer\"}");
    assertThat(added.statusCode()).isEqualTo(201);
    assertThat(added.headers().firstValue("Location")).hasValue("/api/v1/users/ann");
    assertThat(site.send("PATCH", "/api/v1/users/ann", admin, "{\"role\":\"operator\"}").body())
        .contains("\"role\":\"operator\"");
    assertThat(site.get("/api/v1/activity?target=ann", admin).body())
        .contains("change-user", "role.before", "viewer", "the-admin");
    assertThat(site.send("DELETE", "/api/v1/users/ann", admin, "").statusCode()).isEqualTo(204);
  }

  @Test
  void descriptionAndHealthNeedNoUser() {
    assertThat(site.send(site.request("/healthz")).body()).isEqualTo("ok\n");
    assertThat(site.send(site.request("/api/openapi.yaml")).body()).startsWith("openapi: 3.1.0");
  }
}
