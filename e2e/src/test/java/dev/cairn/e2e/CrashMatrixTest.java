package dev.cairn.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Accepted;
import dev.cairn.api.AddDatabase;
import dev.cairn.api.ApiClient;
import dev.cairn.api.CreateStack;
import dev.cairn.api.CreateStage;
import dev.cairn.api.DeployRequest;
import dev.cairn.api.ResizeDatabase;
import dev.cairn.api.SecretValueView;
import dev.cairn.api.ServiceSpecView;
import dev.cairn.bench.Databases;
import dev.cairn.bench.Installation;
import dev.cairn.bench.Waiting;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The server is killed with {@code kill -9} before and after the effect of every step of every plan
 * and started again: each time there is exactly one result, and nothing is orphaned.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CrashMatrixTest {
  private static final String STAGE = "crash/dev";
  private static final String DATABASE = "crash/dev/postgres";
  private static final List<PlanSteps> PLANS =
      List.of(
          new PlanSteps("add", "prepare-engine", "create-database", "redeploy-application"),
          new PlanSteps("resize", "apply-size", "check-application"),
          new PlanSteps(
              "rotate",
              "new-credential",
              "switch-credential",
              "redeploy-application",
              "revoke-credential"),
          new PlanSteps("remove", "withdraw-variables", "final-backup", "delete-database"),
          new PlanSteps(
              "deploy",
              "await-databases",
              "build",
              "release-command",
              "start",
              "await-healthy",
              "switch",
              "drain",
              "retire"));

  private record PlanSteps(String plan, List<String> steps) {
    PlanSteps(String plan, String... steps) {
      this(plan, List.of(steps));
    }
  }

  private final Installation installation = Installation.empty();
  private final HttpClient http = HttpClient.newHttpClient();
  private int survived;
  private boolean larger;
  private SecretValueView before = new SecretValueView("", "", "", "", 0, "", "");

  @BeforeAll
  void deployAnApplication() {
    installation.up();
    var api = installation.api();
    api.createStack(new CreateStack("crash"));
    api.createStage(
        "crash",
        new CreateStage("dev", Optional.empty(), Optional.empty(), Optional.empty(), List.of()));
    api.configureService(
        STAGE,
        new ServiceSpecView(
            Optional.of(Installation.REPOSITORY.resolve("bench/src/main/hello").toString()),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of("java -Xmx32m -XX:TieredStopAtLevel=1 Hello.java"),
            Optional.of("true"),
            8000,
            Optional.of("/"),
            Optional.of("process")));
    finish(api, deploy(api));
  }

  @AfterAll
  void takeDown() {
    installation.close();
    System.out.printf(
        "crash matrix: %d of %d kills survived with exactly one result%n",
        survived, cases().count());
    assertThat(survived).isEqualTo((int) cases().count());
  }

  static Stream<Arguments> cases() {
    return PLANS.stream()
        .flatMap(
            plan ->
                plan.steps().stream()
                    .flatMap(
                        step ->
                            Stream.of("before-effect", "after-effect")
                                .map(moment -> Arguments.of(plan.plan(), step, moment))));
  }

  @ParameterizedTest(name = "{0}: {1} {2}")
  @MethodSource("cases")
  void killedThereAndStartedAgainThereIsOneResult(String plan, String step, String moment)
      throws Exception {
    prepare(plan);
    Installation.kill9(installation.serverPid());
    installation.cairn(Map.of("CAIRN_HOLD_AT", step + ":" + moment), "", "up").expectSuccess();

    var operation = begin(plan, installation.api()).operation().id();
    var held = installation.home().resolve("held");
    Waiting.until(Duration.ofMinutes(1), step + " reached", () -> Files.exists(held));
    Installation.kill9(installation.serverPid());
    Files.delete(held);
    installation.up();

    var outcome = installation.api().watch(operation, view -> {});
    assertThat(outcome.hasSucceeded()).as("%s", outcome).isTrue();
    expectOneResult(!plan.equals("remove"));
    if (plan.equals("rotate")) {
      expectOneCredential();
    }
    survived++;
  }

  private void prepare(String plan) {
    var api = installation.api();
    var there = !api.databases(STAGE).isEmpty();
    if (there && plan.equals("add")) {
      finish(api, api.removeDatabase(DATABASE, false));
    } else if (!there && !plan.equals("add")) {
      finish(api, add(api));
    }
  }

  private Accepted begin(String plan, ApiClient api) {
    return switch (plan) {
      case "add" -> add(api);
      case "resize" -> {
        larger = !larger;
        var type = larger ? "db.t4g.small" : "db.t4g.micro";
        yield api.resizeDatabase(DATABASE, new ResizeDatabase(Optional.of(type), Optional.empty()));
      }
      case "rotate" -> {
        before = new Databases(api).login(DATABASE);
        yield api.rotate(DATABASE);
      }
      case "remove" -> api.removeDatabase(DATABASE, true);
      case "deploy" -> deploy(api);
      default -> throw new AssertionError(plan);
    };
  }

  private static Accepted add(ApiClient api) {
    return api.addDatabase(STAGE, AddDatabase.of("postgres"));
  }

  private static Accepted deploy(ApiClient api) {
    return api.deploy(
        STAGE, new DeployRequest(Optional.empty(), Optional.empty(), Optional.empty()));
  }

  private static void finish(ApiClient api, Accepted accepted) {
    var outcome = api.watch(accepted.operation().id(), view -> {});
    assertThat(outcome.hasSucceeded()).as("%s", outcome).isTrue();
  }

  private void expectOneResult(boolean withDatabase) throws IOException, InterruptedException {
    var api = installation.api();
    var databases = withDatabase ? 1 : 0;
    assertThat(api.databases(STAGE)).hasSize(databases);
    assertThat(children(installation.home().resolve("databases")))
        .as("Cairn's own and the stage's")
        .hasSize(1 + databases);
    assertThat(running("postgres", " -D ")).hasSize(1 + databases);
    Waiting.until(
        Duration.ofSeconds(15),
        "one application process",
        () -> running("java", "Hello.java").size() == 1);
    assertThat(api.releases(STAGE)).filteredOn(it -> it.status().equals("live")).hasSize(1);
    var answer =
        http.send(
            HttpRequest.newBuilder(URI.create(api.service(STAGE).address())).build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(200);
  }

  private void expectOneCredential() {
    var now = new Databases(installation.api()).login(DATABASE);
    assertThat(now.password()).isNotEqualTo(before.password());
    assertThat(Databases.answers("postgres", now)).as("the new credential").isTrue();
    assertThat(Databases.answers("postgres", before)).as("the old credential").isFalse();
  }

  private static List<Path> children(Path directory) throws IOException {
    try (var all = Files.list(directory)) {
      return all.toList();
    }
  }

  /** Processes of this home that are this program, not the shells around it. */
  private List<Long> running(String program, String word) {
    return installation.processes().stream()
        .filter(pid -> isProgram(installation.commandLine(pid), program, word))
        .toList();
  }

  private static boolean isProgram(String line, String program, String word) {
    var first = line.split(" ", 2)[0];
    return (first.equals(program) || first.endsWith("/" + program)) && line.contains(word);
  }
}
