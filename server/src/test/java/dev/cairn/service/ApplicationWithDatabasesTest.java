package dev.cairn.service;

import static dev.cairn.service.ServiceBench.ANNA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.core.Name;
import dev.cairn.core.ReadyWait;
import dev.cairn.core.StageRef;
import dev.cairn.database.Database;
import dev.cairn.database.DatabaseRef;
import dev.cairn.database.DatabaseSpec;
import dev.cairn.db.TestDatabase;
import dev.cairn.engine.Engine;
import dev.cairn.engine.MySql;
import dev.cairn.engine.Postgres;
import dev.cairn.engine.Redis;
import dev.cairn.operation.NewOperation;
import dev.cairn.operation.Operation;
import dev.cairn.operation.Plan;
import dev.cairn.operation.PlannedStep;
import dev.cairn.secret.Credentials;
import dev.cairn.secret.Secret;
import dev.cairn.service.ServiceSpec.RuntimeKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A real application as a process, on databases in memory. */
@Timeout(180)
class ApplicationWithDatabasesTest {
  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  /** One for all: secrets of one state are sealed with one key. */
  @TempDir static Path home;

  ServiceBench bench;

  @BeforeEach
  void deploy() throws Exception {
    bench = new ServiceBench(DATABASE.state(), home);
    bench.sources("v1");
    bench.services.configure(ANNA, bench.stage, bench.spec(RuntimeKind.PROCESS));
    assertThat(bench.deploy("v1").status()).isEqualTo(Operation.Status.SUCCEEDED);
  }

  @AfterEach
  void remove() throws Exception {
    for (var database : bench.databases.list(bench.stage)) {
      var ref = database.ref();
      bench.operations.findOpen(ref.toString()).ifPresent(it -> settle(it));
    }
    bench.close();
  }

  private Operation settle(Operation operation) {
    try {
      return bench.await(operation.id());
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private DatabaseRef ref(Engine engine) {
    return new DatabaseRef(bench.stage, engine);
  }

  private void add(Engine... engines) {
    var begun = new ArrayList<Operation>();
    for (var engine : engines) {
      begun.add(bench.databases.add(ANNA, DatabaseSpec.of(ref(engine)), Optional.empty()));
    }
    var ended = begun.stream().map(this::settle).toList();
    assertThat(ended)
        .allSatisfy(
            it -> assertThat(it.status()).as(it.toString()).isEqualTo(Operation.Status.SUCCEEDED));
  }

  private List<Release> releases() {
    return bench.services.listReleases(bench.stage);
  }

  @Test
  void threeDatabasesAddedTogetherLeadToOneDeployWithAllVariables() throws Exception {
    bench.provider.beSlow(25);
    add(Redis.INSTANCE, MySql.INSTANCE, Postgres.INSTANCE);
    assertThat(releases())
        .extracting(Release::status)
        .containsExactly(Release.Status.LIVE, Release.Status.RETIRED);
    for (var name : List.of("PG_PASSWORD", "MYSQL_PASSWORD", "REDIS_PASSWORD")) {
      assertThat(bench.ask("/env/" + name)).as(name).hasSize(40);
    }
    assertThat(bench.ask("/env/REDIS_DATABASE")).isEqualTo("0");
  }

  @Test
  void addingOneTouchesNoOther() {
    add(Postgres.INSTANCE, MySql.INSTANCE);
    var before = bench.databases.list(bench.stage);
    var calls = bench.provider.calls();
    add(Redis.INSTANCE);
    assertThat(bench.databases.list(bench.stage)).containsAll(before);
    assertThat(before)
        .allSatisfy(it -> assertThat(bench.provider.start(it.identifier())).isEqualTo(1));
    var since = bench.provider.calls().subList(calls.size(), bench.provider.calls().size());
    assertThat(since).isNotEmpty().allMatch(call -> call.contains("redis"), "of Redis alone");
  }

  @Test
  void retriedRemovalTakesTheVariablesAwayAgainBeforeItDeletes() throws Exception {
    add(Postgres.INSTANCE);
    var password = bench.ask("/env/PG_PASSWORD");
    bench.provider.failNext("disk-full");
    var removal = remove(ref(Postgres.INSTANCE));
    assertThat(settle(removal).status()).isEqualTo(Operation.Status.FAILED);
    assertThat(bench.ask("/env/PG_PASSWORD")).isEqualTo(password);

    bench.provider.failNext("disk-full");
    bench.operations.retry(ANNA, removal.id());
    assertThat(settle(removal).status()).isEqualTo(Operation.Status.FAILED);
    assertThat(bench.ask("/env/PG_PASSWORD")).isEqualTo(password);

    bench.operations.retry(ANNA, removal.id());
    assertThat(settle(removal).status()).isEqualTo(Operation.Status.SUCCEEDED);
    assertThat(bench.ask("/env/PG_PASSWORD")).isEqualTo("(unset)");
    assertThat(bench.databases.find(ref(Postgres.INSTANCE))).isEmpty();
  }

  @Test
  void rotatedCredentialReachesTheApplicationAndTheOldOneGoes() throws Exception {
    add(Postgres.INSTANCE, Redis.INSTANCE);
    for (var engine : List.<Engine>of(Postgres.INSTANCE, Redis.INSTANCE)) {
      var name = engine == Postgres.INSTANCE ? "PG_PASSWORD" : "REDIS_PASSWORD";
      var old = bench.ask("/env/" + name);
      int before = releases().size();
      var operation = settle(bench.rotations.rotate(ANNA, ref(engine), Optional.empty()));
      assertThat(operation.status()).isEqualTo(Operation.Status.SUCCEEDED);
      assertThat(operation.steps().getLast().progress()).isEmpty();
      var database = bench.databases.get(ref(engine));
      var current = bench.secrets.credentials(database.secretName());
      assertThat(bench.ask("/env/" + name))
          .isEqualTo(current.password().reveal())
          .isNotEqualTo(old);
      assertThat(releases()).hasSize(before + 1);
      assertThat(bench.provider.find(database.identifier()).orElseThrow().logins()).hasSize(1);
      assertThat(bench.rotations.findOld(database)).isEmpty();
    }
  }

  @Test
  void secretThatAnotherStageRefersToIsRotatedThereTooAndKept() throws Exception {
    add(Postgres.INSTANCE);
    var database = bench.databases.get(ref(Postgres.INSTANCE));
    var other = bench.deployAnother("prod");
    var reference = Map.of("SHARED", "secret:" + database.secretName() + "#password");
    settle(bench.variables.change(ANNA, other, reference, Set.of()).orElseThrow());
    var old = bench.ask(other, "/env/SHARED");
    assertThat(old).hasSize(40).isEqualTo(bench.ask("/env/PG_PASSWORD"));
    assertThat(bench.rotations.preview(database.ref()).applications())
        .containsExactlyInAnyOrder(bench.stage, other);

    var told = settle(bench.rotations.rotate(ANNA, database.ref(), Optional.empty()));
    assertThat(told.status()).isEqualTo(Operation.Status.SUCCEEDED);
    assertThat(bench.ask(other, "/env/SHARED"))
        .isEqualTo(bench.ask("/env/PG_PASSWORD"))
        .isNotEqualTo(old);
    assertThat(bench.provider.find(database.identifier()).orElseThrow().logins()).hasSize(1);

    bench.breakBuild(other.stack() + "-" + other.stage());
    var before = bench.ask(other, "/env/SHARED");
    var half = settle(bench.rotations.rotate(ANNA, database.ref(), Optional.empty()));
    assertThat(half.steps().getLast().progress())
        .contains("The application of " + other + " still runs on the credential");
    assertThat(bench.ask(other, "/env/SHARED")).isEqualTo(before);
    assertThat(bench.provider.find(database.identifier()).orElseThrow().logins()).hasSize(2);
    assertThatThrownBy(() -> bench.rotations.rotate(ANNA, database.ref(), Optional.empty()))
        .hasMessageContaining("rotation-unfinished")
        .hasMessageContaining(other.toString());

    var removal = settle(remove(database.ref())).problem().orElseThrow();
    assertThat(removal.code()).isEqualTo("secret-in-use");
    assertThat(removal.message()).contains("SHARED of " + other);
    assertThat(bench.databases.get(database.ref()).status()).isEqualTo(Database.Status.AVAILABLE);
    settle(bench.services.remove(ANNA, other, Optional.empty()));
  }

  @Test
  void referenceToWhatIsNotThereCanBeSeenAndUnset() throws Exception {
    var owner = new StageRef(bench.stage.stack(), new Name("gone"));
    var name = Secret.nameOf(owner, "postgres");
    DATABASE
        .state()
        .transaction(
            transaction -> {
              var password = Credentials.newPassword();
              bench.secrets.put(
                  transaction,
                  owner,
                  new Credentials("shop", password, "postgres", "127.0.0.1", 1, "shop", "gone"));
              return name;
            });
    var reference = Map.of("SHARED", "secret:" + name + "#password");
    settle(bench.variables.change(ANNA, bench.stage, reference, Set.of()).orElseThrow());
    DATABASE
        .state()
        .transaction(
            transaction -> {
              bench.secrets.remove(transaction, name);
              return name;
            });

    assertThat(bench.variables.list(bench.stage)).extracting(Variable::name).contains("SHARED");
    var refused = bench.deploy("v2");
    assertThat(refused.problem().orElseThrow().code()).isEqualTo("unknown-secret");
    assertThat(refused.problem().orElseThrow().message()).contains("its variable SHARED refers to");
    assertThat(bench.ask("/")).isEqualTo("v1");
    var live = bench.releases.findLive(bench.stage).orElseThrow();
    assertThat(bench.restarts.start(live).orElseThrow().message()).contains("SHARED");
    var unset = bench.variables.change(ANNA, bench.stage, Map.of(), Set.of("SHARED"));
    assertThat(settle(unset.orElseThrow()).status()).isEqualTo(Operation.Status.SUCCEEDED);
  }

  @Test
  void nothingWaitsForAPersonNorForADeployWhileTheDatabaseIsAway() throws Exception {
    add(Redis.INSTANCE);
    var redis = bench.databases.get(ref(Redis.INSTANCE));
    var held = hold();
    var added =
        bench.databases.add(ANNA, DatabaseSpec.of(ref(Postgres.INSTANCE)), Optional.empty());
    assertThat(settle(added).steps().getLast().progress()).contains("could not be redeployed");
    var removal = remove(redis.ref());
    assertThat(settle(removal).problem().orElseThrow().code())
        .isEqualTo("operation-needs-attention");

    become(held, "OPEN");
    bench.provider.crash(redis.identifier());
    bench.drift.start();
    ReadyWait.upTo(Duration.ofSeconds(20))
        .every(Duration.ofMillis(50))
        .until(
            "the repair to end beside the deploy",
            () -> {
              var last = bench.operations.list(Optional.of(redis.ref().toString()), 1).getFirst();
              return last.kind().equals("repair-database")
                  && last.status() == Operation.Status.SUCCEEDED;
            });
    become(held, "CANCELLED");
  }

  /** An operation on the stage that nobody runs and that waits for a person. */
  private UUID hold() {
    return DATABASE
        .state()
        .transaction(
            transaction -> {
              var wanted =
                  new NewOperation(
                      new Plan("toy", List.of(new PlannedStep("dig", "Dig"))),
                      bench.stage.toString(),
                      "Dig",
                      ANNA,
                      Map.of(),
                      Optional.empty());
              var id = bench.operations.open(transaction, wanted).id();
              transaction
                  .handle()
                  .execute("delete from scheduled_tasks where task_instance = ?", id.toString());
              become(id, "NEEDS_ATTENTION");
              return id;
            });
  }

  private static void become(UUID id, String status) {
    int changed =
        DATABASE
            .state()
            .transaction(
                transaction ->
                    transaction
                        .handle()
                        .execute("update operation set status = ? where id = ?", status, id));
    assertThat(changed).isEqualTo(1);
  }

  @Test
  void copiedPasswordKeepsTheOldCredentialUntilTheCopyIsGone() throws Exception {
    add(Postgres.INSTANCE);
    var database = bench.databases.get(ref(Postgres.INSTANCE));
    var password = bench.secrets.credentials(database.secretName()).password().reveal();
    var url = "postgres://shop:" + password + "@db/shop";
    var copied = bench.variables.change(ANNA, bench.stage, Map.of("LEGACY_URL", url), Set.of());
    settle(copied.orElseThrow());
    assertThat(bench.rotations.preview(database.ref()).copies())
        .extracting(Object::toString)
        .containsExactly("LEGACY_URL of " + bench.stage);

    var operation = settle(bench.rotations.rotate(ANNA, database.ref(), Optional.empty()));
    assertThat(operation.status()).isEqualTo(Operation.Status.SUCCEEDED);
    assertThat(operation.steps().getLast().progress())
        .contains("still runs on the credential", "LEGACY_URL of " + bench.stage)
        .doesNotContain(password);
    assertThat(bench.ask("/env/PG_PASSWORD")).isNotEqualTo(password);
    assertThat(bench.provider.find(database.identifier()).orElseThrow().logins()).hasSize(2);
    assertThatThrownBy(() -> bench.rotations.rotate(ANNA, database.ref(), Optional.empty()))
        .hasMessageContaining("rotation-unfinished");

    bench.drift.start();
    settle(bench.variables.change(ANNA, bench.stage, Map.of(), Set.of("LEGACY_URL")).orElseThrow());
    ReadyWait.upTo(Duration.ofSeconds(20))
        .every(Duration.ofMillis(50))
        .until(
            "the old credential to be revoked",
            () -> bench.rotations.findOld(bench.databases.get(database.ref())).isEmpty());
    assertThat(bench.provider.find(database.identifier()).orElseThrow().logins()).hasSize(1);
  }

  @Test
  void releaseThatDoesNotGetWellLeavesTheOldOneServingOnItsCredential() throws Exception {
    add(Postgres.INSTANCE);
    var database = bench.databases.get(ref(Postgres.INSTANCE));
    var old = bench.ask("/env/PG_PASSWORD");
    // A process runs what was built for it: the next start of the same build finds it broken.
    bench.breakBuild();
    var operation = settle(bench.rotations.rotate(ANNA, database.ref(), Optional.empty()));
    assertThat(operation.status()).isEqualTo(Operation.Status.SUCCEEDED);
    assertThat(bench.ask("/env/PG_PASSWORD")).isEqualTo(old);
    assertThat(bench.provider.find(database.identifier()).orElseThrow().logins()).hasSize(2);
    assertThat(bench.rotations.findOld(database).orElseThrow().sentence())
        .contains("The application of " + bench.stage + " still runs on the credential");

    bench.drift.start();
    assertThat(bench.deploy("v2").status()).isEqualTo(Operation.Status.SUCCEEDED);
    ReadyWait.upTo(Duration.ofSeconds(20))
        .every(Duration.ofMillis(50))
        .until(
            "the old credential to be revoked",
            () -> bench.rotations.findOld(bench.databases.get(database.ref())).isEmpty());
    assertThat(bench.ask("/env/PG_PASSWORD")).isNotEqualTo(old);
  }

  private Operation remove(DatabaseRef ref) {
    var backup = bench.databases.proposeBackupName(ref);
    return bench.databases.remove(ANNA, ref, Optional.of(backup), Optional.empty());
  }
}
