package dev.cairn.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.ApiClient;
import dev.cairn.api.VariableView;
import dev.cairn.bench.Databases;
import dev.cairn.bench.Installation;
import dev.cairn.bench.Load;
import dev.cairn.bench.Waiting;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * A stage with one of each engine, brought up by one command: what its application is given, the
 * clients that people have, and its life afterwards without a lost request.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ThreeEnginesTest {
  private static final String STAGE = "notes/dev";
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final int RATE = 100;

  private final Installation installation = Installation.empty();

  @BeforeAll
  void oneCommandBringsAllThreeToLife() throws IOException {
    var example = Installation.REPOSITORY.resolve("examples/notes");
    var manifest =
        Files.readString(example.resolve("cairn.yaml"))
            .replace("source: .", "source: " + example)
            .replaceFirst("( *- )postgres.*\n", "$1postgres\n$1mysql\n$1redis\n");
    var directory = Files.createTempDirectory("cairn-e2e-");
    Files.writeString(directory.resolve("cairn.yaml"), manifest);
    var refused = installation.cairn("up", directory.toString());
    assertThat(refused.err()).contains("--allow-source " + example);
    assertThat(installation.api().stacks()).isEmpty();
    installation
        .cairn("up", directory.toString(), "--allow-source", example.toString())
        .expectSuccess();
    Files.delete(directory.resolve("cairn.yaml"));
    Files.delete(directory);
  }

  @AfterAll
  void takeDown() {
    installation.close();
  }

  private ApiClient api() {
    return installation.api();
  }

  private Notes notes() {
    return Notes.at(api().service(STAGE).address());
  }

  @Test
  @Order(1)
  void theApplicationIsGivenTheVariablesOfAllThreeAndUsesThem() {
    notes().add("kept in PostgreSQL");
    notes().get("/");

    var environment = notes().get("/api/environment");
    assertThat(api().variables(STAGE, false))
        .extracting(VariableView::name)
        .contains("PG_HOST", "DATABASE_URL", "MYSQL_HOST", "MYSQL_URL", "REDIS_HOST", "REDIS_URL")
        .allSatisfy(name -> assertThat(environment).contains("\"" + name + "\""));
    assertThat(notes().get("/"))
        .contains("kept in PostgreSQL")
        .containsSubsequence("PostgreSQL", "Holds the notes", "MySQL", "Redis");
    assertThat(notes().get("/healthy")).contains("ok").doesNotContain("does not answer");
    assertThat(notes().get("/api/visits")).contains("\"hits\":");
    assertThat(notes().get("/api/databases")).doesNotContain("\"tls\":\"off\"");
  }

  @Test
  @Order(2)
  void theClientsThatPeopleHaveVerifyWhomTheyTalkTo() throws IOException {
    var other = Clients.certificateOfSomebodyElse();
    Clients.of(installation, STAGE)
        .forEach(
            (name, answers) -> {
              assertThat(answers.test(authority())).as("%s is answered", name).isTrue();
              assertThat(answers.test(other)).as("%s trusts anybody", name).isFalse();
            });
    Files.delete(other);
  }

  @Test
  @Order(3)
  void rotatingPostgresLosesNoRequest() {
    rotateUnderLoad("postgres", "/api/notes");
  }

  @Test
  @Order(4)
  void rotatingRedisLosesNoRequest() {
    rotateUnderLoad("redis", "/api/visits");
  }

  @Test
  @Order(5)
  void withoutItsPostgresItKeepsNotesInMySqlAndRotatingThatLosesNoRequest() {
    var database = STAGE + "/postgres";
    installation
        .cairn("db", "remove", database, "--yes-delete", database, "--skip-final-backup")
        .expectSuccess();
    notes().add("kept in MySQL");

    rotateUnderLoad("mysql", "/api/notes");

    assertThat(notes().list()).contains("kept in MySQL").doesNotContain("kept in PostgreSQL");
  }

  @Test
  @Order(6)
  void killedDatabasesAnswerAgainAndTheApplicationUsesThem() {
    var address = notes();
    for (var engine : List.of("mysql", "redis")) {
      var identifier = api().database(STAGE + "/" + engine).identifier();
      Installation.kill9(installation.databasePid(identifier));
    }
    Waiting.until(
        SOON,
        "both databases again",
        () ->
            address.has("kept in MySQL")
                && new Databases(api()).answers(STAGE + "/redis")
                && !address.get("/healthy").contains("does not answer"));
  }

  private void rotateUnderLoad(String engine, String path) {
    var database = STAGE + "/" + engine;
    var databases = new Databases(api());
    var before = databases.login(database);
    var address = URI.create(api().service(STAGE).address()).resolve(path);
    try (var load = Load.start(address, RATE)) {
      installation.cairn("secret", "rotate", database).expectSuccess();
      var result = load.finish(Duration.ofSeconds(3));

      assertThat(result.failed()).as("%s", result).isZero();
      System.out.printf("rotation of %s: %s%n", engine, result);
    }
    assertThat(databases.login(database).password()).isNotEqualTo(before.password());
    assertThat(databases.answers(database)).isTrue();
    assertThat(Databases.answers(engine, before)).as("the old password").isFalse();
    assertThat(notes().get("/healthy")).doesNotContain("does not answer");
  }

  private Path authority() {
    return installation.home().resolve("tls/ca.crt");
  }
}
