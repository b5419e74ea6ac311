package dev.cairn.service;

import static dev.cairn.service.ServiceBench.ANNA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.activity.Activity;
import dev.cairn.core.Problem;
import dev.cairn.core.ProblemException;
import dev.cairn.core.ReadyWait;
import dev.cairn.db.TestDatabase;
import dev.cairn.operation.CrashPoint;
import dev.cairn.operation.Operation;
import dev.cairn.operation.StepBench;
import dev.cairn.service.ServiceSpec.RuntimeKind;
import dev.cairn.service.plan.RemoveService;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What deploying is like, whatever the application runs as. */
@Timeout(180)
abstract class DeployContract {
  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  @TempDir Path home;
  ServiceBench bench;

  abstract RuntimeKind runtime();

  @BeforeEach
  void configure() {
    bench = new ServiceBench(DATABASE.state(), home);
    bench.sources("v1");
    bench.services.configure(ANNA, bench.stage, bench.spec(runtime()));
  }

  @AfterEach
  void remove() throws Exception {
    bench.close();
  }

  @Test
  void newReleaseTakesTheOldOnesPlaceAndCanBeRolledBack() throws Exception {
    assertThat(bench.deploy("v1").status()).isEqualTo(Operation.Status.SUCCEEDED);
    assertThat(bench.ask("/")).isEqualTo("v1");
    assertThat(bench.ask("/uid")).isNotEqualTo("0");
    assertThat(bench.services.isUpToDate(bench.stage)).isTrue();
    var first = bench.router.upstream(bench.stage);

    assertThat(bench.deploy("v2").status()).isEqualTo(Operation.Status.SUCCEEDED);
    assertThat(bench.ask("/")).isEqualTo("v2");
    assertThat(bench.router.upstream(bench.stage)).isNotEqualTo(first);
    assertThat(bench.services.listReleases(bench.stage))
        .extracting(Release::status)
        .containsExactly(Release.Status.LIVE, Release.Status.RETIRED);

    var back = bench.services.rollback(ANNA, bench.stage, Optional.empty(), Optional.empty());
    assertThat(bench.await(back.id()).status()).isEqualTo(Operation.Status.SUCCEEDED);
    assertThat(bench.ask("/")).isEqualTo("v1");
    assertThat(bench.services.get(bench.stage).live().orElseThrow().number()).isEqualTo(3);
    assertThat(Files.readString(bench.services.buildLog(bench.stage, 2))).contains("migrating");
  }

  @Test
  void releaseThatNeverBecomesHealthyLeavesTheOldOneServingAndSaysWhy() throws Exception {
    bench.deploy("v1");

    var failed = bench.deploy("v2-crash");

    assertThat(failed.status()).isEqualTo(Operation.Status.FAILED);
    assertThat(failed.problem().map(Problem::code)).contains("release-not-healthy");
    assertThat(failed.problem().orElseThrow().message())
        .containsPattern("exited with status 7|ended by itself")
        .contains("starting v2-crash");
    assertThat(bench.ask("/")).isEqualTo("v1");
    var newest = bench.services.listReleases(bench.stage).getFirst();
    assertThat(newest.status()).isEqualTo(Release.Status.FAILED);
    assertThat(newest.reason()).contains("starting v2-crash");
    assertThat(bench.services.get(bench.stage).status()).isEqualTo(Service.Status.HEALTHY);
    assertThat(bench.services.isUpToDate(bench.stage)).isFalse();
  }

  @Test
  void applicationThatExitsIsStartedAgain() throws Exception {
    bench.deploy("v1");
    assertThatThrownBy(() -> bench.ask("/exit")).isInstanceOf(java.io.IOException.class);

    ReadyWait.upTo(Duration.ofSeconds(15))
        .every(Duration.ofMillis(200))
        .until(
            "the application to answer",
            () -> {
              bench.watch.tick();
              return bench.ask("/").equals("v1");
            });
    assertThat(Files.readString(bench.services.logFile(bench.stage))).contains("asked to exit");
  }

  @Test
  void variablesAreHandedOverByADeployOfTheSameBuild() throws Exception {
    bench.deploy("v1");
    bench.sources("v2-not-to-be-built");

    var deploy = bench.variables.change(ANNA, bench.stage, Map.of("GREETING", "hello"), Set.of());

    assertThat(bench.await(deploy.orElseThrow().id()).status())
        .isEqualTo(Operation.Status.SUCCEEDED);
    assertThat(bench.ask("/env/GREETING")).isEqualTo("hello");
    assertThat(bench.ask("/")).isEqualTo("v1");
    assertThat(bench.ask("/env/CAIRN_HOME")).isEqualTo("(unset)");
    assertThat(bench.variables.change(ANNA, bench.stage, Map.of("GREETING", "hello"), Set.of()))
        .isEmpty();
  }

  @Test
  void retiredReleaseIsNotStartedAgain() throws Exception {
    bench.deploy("v1");
    var old = bench.releases.findLive(bench.stage).orElseThrow();
    bench.deploy("v2");
    assertThat(bench.restarts.start(old)).isEmpty();
    assertThat(bench.restarts.restart(old, bench.restarts.starts(bench.stage))).isEmpty();
    assertThat(bench.restarts.isRunning(old)).isFalse();
    assertThat(bench.ask("/")).isEqualTo("v2");
  }

  /** Opened, and run by nobody but the test. */
  static Operation unscheduled(Supplier<Operation> open) {
    return DATABASE
        .state()
        .transaction(
            transaction -> {
              var opened = open.get();
              transaction
                  .handle()
                  .execute(
                      "delete from scheduled_tasks where task_instance = ?",
                      opened.id().toString());
              return opened;
            });
  }

  @Test
  void applicationWhoseRemovalIsCancelledServesAgain() throws Exception {
    bench.deploy("v1");
    var removal = unscheduled(() -> bench.services.remove(ANNA, bench.stage, Optional.empty()));
    var steps = new StepBench(DATABASE.state(), bench.operations);
    var death = StepBench.killAt(RemoveService.STOP_APPLICATION, CrashPoint.Moment.AFTER_EFFECT);
    assertThatThrownBy(() -> steps.run(removal.id(), bench.actions, death))
        .isInstanceOf(StepBench.Killed.class);
    assertThat(bench.router.upstream(bench.stage)).isEmpty();

    bench.operations.cancel(ANNA, removal.id());
    assertThat(bench.await(removal.id()).status()).isEqualTo(Operation.Status.CANCELLED);
    assertThat(bench.services.get(bench.stage).live()).isPresent();
    ReadyWait.upTo(Duration.ofSeconds(15))
        .every(Duration.ofMillis(200))
        .until(
            "the application to answer",
            () -> {
              bench.watch.tick();
              return bench.ask("/").equals("v1");
            });
  }

  @Test
  void repeatedDeployIsRecordedOnce() {
    var key = Optional.of("key-" + bench.stage);
    var first = bench.services.deploy(ANNA, bench.stage, Optional.empty(), key);
    var again = bench.services.deploy(ANNA, bench.stage, Optional.empty(), key);
    assertThat(again.id()).isEqualTo(first.id());
    assertThat(new Activity(DATABASE.state()).list(Optional.of(bench.stage.toString()), 50))
        .filteredOn(it -> it.action().equals("deploy"))
        .hasSize(1);
  }

  @Test
  void repeatedSaveAndDeployIsDoneOnce() {
    var key = Optional.of("key-" + bench.stage);
    var older = bench.spec(runtime());
    var newer =
        ServiceKeys.read(
            ServiceKeys.changed(
                ServiceKeys.texts(older), Map.of("release", "echo migrating anew"), Set.of()));
    var first = bench.services.configureAndDeploy(ANNA, bench.stage, older, key);
    bench.services.configure(ANNA, bench.stage, newer);

    assertThat(bench.services.configureAndDeploy(ANNA, bench.stage, older, key).id())
        .isEqualTo(first.id());
    assertThat(bench.services.get(bench.stage).spec()).isEqualTo(newer);
    assertThat(bench.activity.list(Optional.of(bench.stage.toString()), 50))
        .filteredOn(it -> it.action().equals("deploy"))
        .hasSize(1);
  }

  @Test
  void keyStandsForOneRequestOnly() throws Exception {
    bench.deploy("v1");
    var key = Optional.of("run-" + bench.stage);
    var set = Map.of("GREETING", "hello", "OLD", "1");
    var saved = bench.variables.change(ANNA, bench.stage, set, Set.of(), key);
    bench.await(saved.operation().orElseThrow().id());

    refuses(() -> bench.services.deploy(ANNA, bench.stage, Optional.empty(), key));
    refuses(() -> bench.services.rollback(ANNA, bench.stage, Optional.of(1), key));
    refuses(
        () -> bench.variables.change(ANNA, bench.stage, Map.of("GREETING", "hi"), Set.of(), key));
    refuses(() -> bench.variables.change(ANNA, bench.stage, set, Set.of("OLD2"), key));
    var again = bench.variables.change(ANNA, bench.stage, set, Set.of(), key);
    assertThat(again.operation().map(Operation::id))
        .isEqualTo(saved.operation().map(Operation::id));
    assertThat(again.changes()).isEmpty();

    var next = Optional.of("next-" + bench.stage);
    var unset = bench.variables.change(ANNA, bench.stage, Map.of(), Set.of("OLD"), next);
    assertThat(unset.changes()).hasSize(1);
    assertThat(bench.variables.change(ANNA, bench.stage, Map.of(), Set.of("OLD"), next).operation())
        .map(Operation::id)
        .isEqualTo(unset.operation().map(Operation::id));
    assertThat(bench.variables.list(bench.stage))
        .extracting(Variable::name)
        .contains("GREETING")
        .doesNotContain("OLD");
  }

  private static void refuses(ThrowingCallable repeated) {
    assertThatThrownBy(repeated)
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.problem().code()).isEqualTo("idempotency-key-reused"));
  }

  @Test
  void secondDeployWhileOneRunsIsRefused() {
    bench.services.deploy(ANNA, bench.stage, Optional.empty(), Optional.empty());
    assertThatThrownBy(
            () -> bench.services.deploy(ANNA, bench.stage, Optional.empty(), Optional.empty()))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.problem().code()).isEqualTo("operation-in-progress"));
  }
}
