package dev.cairn.service;

import static dev.cairn.service.ServiceBench.ANNA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.core.ProblemException;
import dev.cairn.core.ReadyWait;
import dev.cairn.operation.Operation;
import dev.cairn.service.ServiceSpec.RuntimeKind;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class ProcessDeployTest extends DeployContract {
  @Override
  RuntimeKind runtime() {
    return RuntimeKind.PROCESS;
  }

  @Test
  void otherCodeIsThereToRollBackToAfterManyChangesOfVariables() throws Exception {
    bench.deploy("v1");
    bench.deploy("v2");
    for (int i = 0; i < 6; i++) {
      var set = Map.of("GREETING", "hello " + i);
      bench.await(bench.variables.change(ANNA, bench.stage, set, Set.of()).orElseThrow().id());
    }

    var back = bench.services.rollback(ANNA, bench.stage, Optional.empty(), Optional.empty());

    assertThat(bench.await(back.id()).status()).isEqualTo(Operation.Status.SUCCEEDED);
    assertThat(bench.ask("/")).isEqualTo("v1");
    assertThat(bench.ask("/env/GREETING")).isEqualTo("hello 5");
    // The copy of release 2 is gone, its build is not.
    var forth = bench.services.rollback(ANNA, bench.stage, Optional.of(2), Optional.empty());
    assertThat(bench.await(forth.id()).status()).isEqualTo(Operation.Status.SUCCEEDED);
    assertThat(bench.ask("/")).isEqualTo("v2");
    assertThat(bench.services.listReleases(bench.stage).getFirst().origin())
        .isEqualTo("rolled back to release 2");
  }

  /** A virtual environment of Python's holds the path that it was made at. */
  @Test
  void buildThatHoldsItsPathOutlivesManyChangesOfVariables() throws Exception {
    bench.services.configure(
        ANNA,
        bench.stage,
        bench.spec(
            RuntimeKind.PROCESS,
            Map.of(
                "build",
                "python3 -m venv --without-pip venv && printf '#!%s\\n%s\\n' "
                    + "$PWD/venv/bin/python 'import os; os.execvp(\"perl\", [\"perl\", "
                    + "\"server.pl\"])' > venv/bin/serve && chmod +x venv/bin/serve",
                "run",
                "exec venv/bin/serve")));
    bench.deploy("v1");
    for (int i = 2; i <= 8; i++) {
      var set = Map.of("GREETING", "hello " + i);
      var changed =
          bench.await(bench.variables.change(ANNA, bench.stage, set, Set.of()).orElseThrow().id());
      assertThat(changed.status()).as("release " + i).isEqualTo(Operation.Status.SUCCEEDED);
    }
    assertThat(bench.ask("/env/GREETING")).isEqualTo("hello 8");

    assertThatThrownBy(() -> bench.ask("/exit")).isInstanceOf(java.io.IOException.class);
    answersAgain("v1");

    bench.deploy("v2");
    var back = bench.services.rollback(ANNA, bench.stage, Optional.empty(), Optional.empty());
    assertThat(bench.await(back.id()).status()).isEqualTo(Operation.Status.SUCCEEDED);
    assertThat(bench.ask("/")).isEqualTo("v1");
  }

  @Test
  void processThatListensOnAPortOfItsOwnIsToldWhileItWaits() throws Exception {
    int own;
    try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      own = free.getLocalPort();
    }
    bench.services.configure(
        ANNA,
        bench.stage,
        bench.spec(RuntimeKind.PROCESS, Map.of("run", "PORT=" + own + " perl server.pl")));
    var deploy = bench.services.deploy(ANNA, bench.stage, Optional.empty(), Optional.empty());
    ReadyWait.upTo(Duration.ofSeconds(30))
        .every(Duration.ofMillis(100))
        .until(
            "the reason why it waits",
            () ->
                bench.operations.get(deploy.id()).steps().stream()
                    .anyMatch(
                        it ->
                            it.progress()
                                .contains("it listens on " + own + ", Cairn handed it PORT=3")));
    bench.operations.cancel(ANNA, deploy.id());
    assertThat(bench.await(deploy.id()).status()).isEqualTo(Operation.Status.CANCELLED);
  }

  /** The same values build nothing; another builds the code as it is now, in its directory. */
  @Test
  void whatABuildGetsOfTheVariablesBuildsAnewWhereItChanges() throws Exception {
    bench.variables.save(
        ANNA, bench.stage, Map.of("REGION", "north", "PULL_TOKEN", "s3cr3t!"), Set.of());
    var source = bench.sources("unbuilt");
    Files.createDirectories(source.resolve("app"));
    Files.move(source.resolve("server.pl"), source.resolve("app/server.pl"));
    bench.services.configure(
        ANNA,
        bench.stage,
        bench.spec(
            RuntimeKind.PROCESS,
            Map.of(
                "directory", "app",
                "build", "echo told $PULL_TOKEN; echo $REGION $MODE $PULL_TOKEN >version.txt",
                "buildVariables", "MODE=fast\nREGION",
                "buildSecrets", "PULL_TOKEN")));
    deploySame();
    assertThat(bench.ask("/")).isEqualTo("north fast s3cr3t!");
    assertThat(Files.readString(bench.services.buildLog(bench.stage, 1)))
        .contains("told [REDACTED]")
        .doesNotContain("s3cr3t!");

    Files.writeString(source.resolve("app/server.pl"), "die 'not to be built'");
    change("GREETING", "hello");
    assertThat(bench.ask("/")).isEqualTo("north fast s3cr3t!");
    bench.sources("unbuilt");
    Files.copy(
        source.resolve("server.pl"),
        source.resolve("app/server.pl"),
        StandardCopyOption.REPLACE_EXISTING);

    change("REGION", "south");
    assertThat(bench.ask("/")).isEqualTo("south fast s3cr3t!");
    change("PULL_TOKEN", "other");
    assertThat(bench.ask("/")).isEqualTo("south fast other");

    assertThatThrownBy(() -> change("REGION", "https://ann:hunter2@example.com"))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.problem().suggestion()).contains("buildSecrets"));
    assertThat(bench.environments.setByUser(bench.stage)).containsEntry("REGION", "south");
  }

  private void deploySame() throws Exception {
    var deploy = bench.services.deploy(ANNA, bench.stage, Optional.empty(), Optional.empty());
    assertThat(bench.await(deploy.id()).problem()).isEmpty();
  }

  private void change(String name, String value) throws Exception {
    var changed = bench.variables.change(ANNA, bench.stage, Map.of(name, value), Set.of());
    assertThat(bench.await(changed.orElseThrow().id()).problem()).isEmpty();
  }

  /** It takes longer than the ten seconds that were allowed once, by the clock of what waits. */
  @Test
  void slowRequestOutlivesTheSwitch() throws Exception {
    bench.deploy("v1");
    var old = bench.router.upstream(bench.stage).orElseThrow();
    bench.router.running.set(1);
    try (var asking = Executors.newVirtualThreadPerTaskExecutor()) {
      var slow = asking.submit(() -> ServiceBench.askAt(old, "/slow/3"));
      bench.sources("v2");
      var deploy = bench.services.deploy(ANNA, bench.stage, Optional.empty(), Optional.empty());
      awaitLooks(1);
      bench.ahead = Duration.ofSeconds(25);
      awaitLooks(2);
      assertThat(slow.get()).isEqualTo("v1");
      bench.router.running.set(0);
      assertThat(bench.await(deploy.id()).status()).isEqualTo(Operation.Status.SUCCEEDED);
    }
    assertThat(bench.ask("/")).isEqualTo("v2");
  }

  @Test
  void requestThatRunsForTooLongIsToldBesideTheStep() throws Exception {
    bench.services.configure(
        ANNA, bench.stage, bench.spec(RuntimeKind.PROCESS, Map.of("drainWithin", "1s")));
    bench.deploy("v1");
    bench.router.running.set(1);
    var deployed = bench.deploy("v2");
    assertThat(deployed.status()).isEqualTo(Operation.Status.SUCCEEDED);
    assertThat(deployed.steps().toString()).contains("after 1s (the key drainWithin)");
  }

  /** A look under way when everything is stopped sees applications go. */
  @Test
  void whatEndsAfterTheWatchIsNotBroughtBack() throws Exception {
    bench.deploy("v1");
    var live = bench.releases.findLive(bench.stage).orElseThrow();
    bench.watch.close();
    assertThatThrownBy(() -> bench.ask("/exit")).isInstanceOf(java.io.IOException.class);
    ReadyWait.upTo(Duration.ofSeconds(15))
        .every(Duration.ofMillis(50))
        .until("the application to end", () -> !bench.restarts.isRunning(live));

    bench.watch.tick();

    assertThat(bench.restarts.starts(bench.stage)).isZero();
    assertThat(bench.services.get(bench.stage).status()).isEqualTo(Service.Status.HEALTHY);
  }

  @Test
  void applicationWhoseAddressAStrangerHasIsNotHealthyUntilHeGoes() throws Exception {
    bench.deploy("v1");
    var address = bench.services.get(bench.stage).address();
    int port = bench.services.get(bench.stage).port();
    bench.router.strangers.put(port, "process 4711 (/usr/bin/python3) of nobody");

    bench.watch.tick();

    var taken = bench.services.get(bench.stage);
    assertThat(taken.status()).isEqualTo(Service.Status.RECOVERING);
    assertThat(taken.statusReason())
        .isEqualTo(
            "its address %s was taken by process 4711 (/usr/bin/python3) of nobody"
                .formatted(address));
    assertThat(bench.restarts.starts(bench.stage)).as("it is well itself").isZero();

    bench.router.strangers.clear();
    bench.ahead = Duration.ofSeconds(10);
    bench.watch.tick();

    assertThat(bench.services.get(bench.stage).status()).isEqualTo(Service.Status.HEALTHY);
    assertThat(bench.services.get(bench.stage).statusReason()).isEmpty();
  }

  @Test
  void applicationWhoseAddressDoesNotServeIsNotHealthyUntilItDoes() throws Exception {
    bench.deploy("v1");
    var address = bench.services.get(bench.stage).address();
    bench.router.looked.put(bench.stage, Optional.of("the edge sends no answer there"));

    bench.watch.tick();

    var silent = bench.services.get(bench.stage);
    assertThat(silent.status()).isEqualTo(Service.Status.RECOVERING);
    assertThat(silent.statusReason())
        .isEqualTo(
            "its address %s does not serve: the edge sends no answer there".formatted(address));
    assertThat(bench.restarts.starts(bench.stage)).as("it is well itself").isZero();

    bench.router.looked.put(bench.stage, Optional.empty());
    bench.ahead = Duration.ofSeconds(10);
    bench.watch.tick();

    assertThat(bench.services.get(bench.stage).status()).isEqualTo(Service.Status.HEALTHY);
  }

  private void awaitLooks(int more) {
    int before = bench.router.looks.get();
    ReadyWait.upTo(Duration.ofSeconds(60))
        .every(Duration.ofMillis(10))
        .until("the step to look", () -> bench.router.looks.get() >= before + more);
  }

  private void answersAgain(String version) {
    ReadyWait.upTo(Duration.ofSeconds(15))
        .every(Duration.ofMillis(200))
        .until(
            "the application to answer",
            () -> {
              bench.watch.tick();
              return bench.ask("/").equals(version);
            });
  }
}
