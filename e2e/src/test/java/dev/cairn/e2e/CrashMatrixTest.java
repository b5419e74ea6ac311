package dev.cairn.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Accepted;
import dev.cairn.api.ApiClient;
import dev.cairn.api.AttachDatabase;
import dev.cairn.api.CreateStack;
import dev.cairn.api.CreateStage;
import dev.cairn.api.DatabaseView;
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
  private static final List<PlanSteps> PLANS =
      List.of(
          new PlanSteps(
              "postgres", "add", "prepare-engine", "create-database", "redeploy-application"),
          new PlanSteps("postgres", "resize", "apply-size", "check-application"),
          new PlanSteps(
              "postgres",
              "rotate",
              "new-credential",
              "switch-credential",
              "redeploy-application",
              "revoke-credential"),
          new PlanSteps(
              "postgres", "remove", "withdraw-variables", "final-backup", "delete-database"),
          new PlanSteps(
              "postgres",
              "deploy",
              "await-databases",
              "build",
              "connect-databases",
              "release-command",
              "start",
              "await-healthy",
              "switch",
              "drain",
              "retire"),
          // Of the other engines the steps that they do themselves; the rest is the same code.
          new PlanSteps("mysql", "add", "create-database"),
          new PlanSteps("mysql", "resize", "apply-size"),
          new PlanSteps("mysql", "rotate", "new-credential", "revoke-credential"),
          new PlanSteps("mysql", "remove", "final-backup", "delete-database"),
          new PlanSteps("redis", "add", "create-database"),
          new PlanSteps("redis", "resize", "apply-size"),
          new PlanSteps("redis", "rotate", "new-credential", "revoke-credential"),
          new PlanSteps("redis", "remove", "final-backup", "delete-database"),
          new PlanSteps(
              "redis", "attach", "examine-database", "use-database", "redeploy-application"),
          new PlanSteps("redis", "detach", "withdraw-variables", "forget-database"));

  private record PlanSteps(String engine, String plan, List<String> steps) {
    PlanSteps(String engine, String plan, String... steps) {
      this(engine, plan, List.of(steps));
    }
  }

  private final Installation installation = Installation.empty();
  private final HttpClient http = HttpClient.newHttpClient();
  private int survived;
  private final SomebodyElsesRedis existing = SomebodyElsesRedis.started();
  private SecretValueView before = new SecretValueView("", "", "", "", 0, "", "");

  @BeforeAll
  void deployAnApplication() {
    up();
    var api = installation.api();
    api.createStack(new CreateStack("crash"));
    api.createStage("crash", stage("dev"));
    api.configureService(
        STAGE,
        new ServiceSpecView(
            Optional.of(Installation.REPOSITORY.resolve("bench/src/main/hello").toString()),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            List.of(),
            Optional.of("java -Xmx32m -XX:TieredStopAtLevel=1 Hello.java"),
            Optional.of("true"),
            8000,
            Optional.of("/"),
            List.of(),
            Optional.empty(),
            Optional.of("process"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty()));
    finish(api, deploy(api));
  }

  @AfterAll
  void takeDown() {
    installation.close();
    assertThat(existing.isThere()).as("what was attached is left alone").isTrue();
    existing.close();
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
                                .filter(moment -> matters(plan, moment))
                                .map(
                                    moment ->
                                        Arguments.of(plan.engine(), plan.plan(), step, moment))));
  }

  /** Before its effect a step of a plan is the same code for each engine. */
  private static boolean matters(PlanSteps plan, String moment) {
    return plan.engine().equals("postgres")
        || plan.plan().endsWith("tach")
        || moment.equals("after-effect");
  }

  @ParameterizedTest(name = "{0}: {1}: {2} {3}")
  @MethodSource("cases")
  void killedThereAndStartedAgainThereIsOneResult(
      String engine, String plan, String step, String moment) throws Exception {
    prepare(engine, plan);
    Files.writeString(holdAt(), step + ":" + moment);

    var operation = begin(engine, plan, installation.api()).operation().id();
    var held = installation.home().resolve("held");
    awaitHeld(held, step, operation);
    Installation.kill9(installation.serverPid());
    Files.delete(held);
    Files.delete(holdAt());
    up();

    var outcome = installation.api().watch(operation, view -> {});
    assertThat(outcome.hasSucceeded()).as("%s", outcome).isTrue();
    expectOneResult(
        plan.equals("remove") || plan.equals("detach") ? List.of() : List.of(engine),
        plan.equals("remove") || plan.endsWith("tach") ? List.of() : List.of(engine));
    if (plan.equals("rotate")) {
      expectOneCredential(engine);
    }
    survived++;
  }

  private void awaitHeld(Path held, String step, String operation) {
    try {
      Waiting.until(Duration.ofMinutes(1), step + " reached", () -> Files.exists(held));
    } catch (IllegalStateException e) {
      var stands = installation.api().operationById(operation);
      throw new AssertionError(e.getMessage() + "; " + stands + "\n" + installation.serverLog(), e);
    }
  }

  private Path holdAt() {
    return installation.home().resolve("hold-at");
  }

  private void up() {
    installation.cairn(Map.of("CAIRN_HOLD_FILE", holdAt().toString()), "", "up").expectSuccess();
  }

  private void prepare(String engine, String plan) {
    var api = installation.api();
    if (plan.equals("attach") || plan.equals("detach")) {
      prepareAttachment(api, plan);
      return;
    }
    var there = refs(api, STAGE);
    for (var database : there) {
      if (plan.equals("add") || !database.equals(database(engine))) {
        finish(api, api.removeDatabase(database, Optional.empty()));
      }
    }
    if (!plan.equals("add") && !there.contains(database(engine))) {
      finish(api, new Databases(api).add(STAGE, engine));
    }
  }

  private void prepareAttachment(ApiClient api, String plan) {
    if (refs(api, STAGE).contains(database("redis")) && plan.equals("attach")) {
      finish(api, api.detachDatabase(database("redis")));
    } else if (refs(api, STAGE).isEmpty() && plan.equals("detach")) {
      finish(api, attach(api));
    }
  }

  private Accepted attach(ApiClient api) {
    return api.attachDatabase(
        database("redis"),
        new AttachDatabase(
            "127.0.0.1",
            Optional.of(existing.port()),
            Optional.empty(),
            Optional.empty(),
            SomebodyElsesRedis.PASSWORD,
            Optional.of("off"),
            Optional.empty()));
  }

  private static List<String> refs(ApiClient api, String stage) {
    return api.databases(stage).stream().map(DatabaseView::ref).toList();
  }

  private static CreateStage stage(String name) {
    return new CreateStage(name, Optional.empty(), Optional.empty(), Optional.empty(), List.of());
  }

  private Accepted begin(String engine, String plan, ApiClient api) {
    return switch (plan) {
      case "add" -> new Databases(api).add(STAGE, engine);
      case "resize" -> {
        var is = api.database(database(engine)).type();
        var type =
            (engine.equals("redis") ? "cache" : "db")
                + (is.endsWith(".micro") ? ".t4g.small" : ".t4g.micro");
        yield api.resizeDatabase(
            database(engine), new ResizeDatabase(Optional.of(type), Optional.empty()));
      }
      case "rotate" -> {
        before = new Databases(api).login(database(engine));
        yield api.rotate(database(engine));
      }
      case "remove" ->
          api.removeDatabase(database(engine), api.previewRemoval(database(engine)).backup());
      case "attach" -> attach(api);
      case "detach" -> api.detachDatabase(database(engine));
      case "deploy" -> deploy(api);
      default -> throw new AssertionError(plan);
    };
  }

  private static String database(String engine) {
    return STAGE + "/" + engine;
  }

  private static Accepted deploy(ApiClient api) {
    return api.deploy(
        STAGE, new DeployRequest(Optional.empty(), Optional.empty(), Optional.empty()));
  }

  private static void finish(ApiClient api, Accepted accepted) {
    var outcome = api.watch(accepted.operation().id(), view -> {});
    assertThat(outcome.hasSucceeded()).as("%s", outcome).isTrue();
  }

  /**
   * @param ofStage engines of its databases
   * @param made engines of the databases that run here
   */
  private void expectOneResult(List<String> ofStage, List<String> made)
      throws IOException, InterruptedException {
    var api = installation.api();
    assertThat(api.databases(STAGE)).extracting(DatabaseView::engine).isEqualTo(ofStage);
    assertThat(children(installation.home().resolve("databases")))
        .as("Cairn's own and those that were made")
        .hasSize(1 + made.size());
    assertThat(running("postgres", " -D ")).hasSize(made.contains("postgres") ? 2 : 1);
    assertThat(running("mysqld", "")).hasSize(made.contains("mysql") ? 1 : 0);
    assertThat(running("redis-server", "")).hasSize(made.contains("redis") ? 1 : 0);
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

  private void expectOneCredential(String engine) {
    var now = new Databases(installation.api()).login(database(engine));
    assertThat(now.password()).isNotEqualTo(before.password());
    assertThat(Databases.answers(engine, now)).as("the new credential").isTrue();
    assertThat(Databases.answers(engine, before)).as("the old credential").isFalse();
  }

  private static List<Path> children(Path directory) throws IOException {
    try (var all = Files.list(directory)) {
      return all.toList();
    }
  }

  /**
   * Processes of this home that are this program, not the shells around it, nor their own children:
   * what a server has just forked carries its command line until it names itself.
   */
  private List<Long> running(String program, String word) {
    var all =
        installation.processes().stream()
            .filter(pid -> isProgram(installation.commandLine(pid), program, word))
            .toList();
    return all.stream().filter(pid -> parent(pid).filter(all::contains).isEmpty()).toList();
  }

  private static Optional<Long> parent(long pid) {
    return ProcessHandle.of(pid).flatMap(ProcessHandle::parent).map(ProcessHandle::pid);
  }

  private static boolean isProgram(String line, String program, String word) {
    var first = line.split(" ", 2)[0];
    return (first.equals(program) || first.endsWith("/" + program)) && line.contains(word);
  }
}
