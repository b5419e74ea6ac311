package dev.cairn.service;

import static dev.cairn.service.ServiceBench.ANNA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.core.ReadyWait;
import dev.cairn.database.DatabaseRef;
import dev.cairn.database.DatabaseSpec;
import dev.cairn.engine.Redis;
import dev.cairn.operation.CrashPoint;
import dev.cairn.operation.Operation;
import dev.cairn.operation.StepBench;
import dev.cairn.provider.ObservedRelease;
import dev.cairn.provider.local.docker.ContainerEngineRequired;
import dev.cairn.provider.local.docker.ImageRegistry;
import dev.cairn.service.ServiceSpec.RuntimeKind;
import dev.cairn.service.plan.Deploy;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

@ContainerEngineRequired
class ContainerDeployTest extends DeployContract {
  @Override
  RuntimeKind runtime() {
    return RuntimeKind.CONTAINER;
  }

  @Test
  void databaseThatWasMadeWithoutANetworkIsRestartedOnItFirst() throws Exception {
    var ref = new DatabaseRef(bench.stage, Redis.INSTANCE);
    bench.await(bench.databases.add(ANNA, DatabaseSpec.of(ref), Optional.empty()).id());
    var database = bench.databases.get(ref);
    bench.provider.disconnect(database.identifier(), "it listens on 127.0.0.1 only");
    long before = bench.provider.start(database.identifier());
    assertThat(bench.services.announcements(bench.stage, bench.spec(runtime())))
        .singleElement()
        .asString()
        .contains(ref + " is restarted")
        .contains("it listens on 127.0.0.1 only");
    bench.services.configure(ANNA, bench.stage, bench.spec(RuntimeKind.PROCESS));
    assertThat(bench.services.announcements(bench.stage)).isEmpty();
    bench.services.configure(ANNA, bench.stage, bench.spec(runtime()));
    assertThat(bench.services.announcements(bench.stage)).hasSize(1);

    assertThat(bench.deploy("v1").status()).isEqualTo(Operation.Status.SUCCEEDED);
    assertThat(bench.provider.start(database.identifier())).isEqualTo(before + 1);
    var restart = bench.operations.list(Optional.of(ref.toString()), 1).getFirst();
    assertThat(restart.title()).contains("Restart the Redis", "on its stage's network");
    assertThat(restart.input()).containsEntry("reason", "it listens on 127.0.0.1 only");
    bench.await(restart.id());
    assertThat(bench.services.listReleases(bench.stage)).hasSize(1);
    assertThat(bench.restarts.starts(bench.stage)).isZero();

    assertThat(bench.deploy("v2").status()).isEqualTo(Operation.Status.SUCCEEDED);
    assertThat(bench.provider.start(database.identifier())).isEqualTo(before + 1);
    // Its secret would be another key's to the next test.
    bench.await(bench.databases.remove(ANNA, ref, Optional.empty(), Optional.empty()).id());
  }

  @Test
  void applicationIsDeployedAsAProcessWhereItsContainerEngineIsGone() throws Exception {
    bench.deploy("v1");
    var container = bench.releases.findLive(bench.stage).orElseThrow();
    bench.engineThatGoes.goAway();
    bench.services.configure(ANNA, bench.stage, bench.spec(RuntimeKind.PROCESS));
    assertThat(bench.deploy("v2").status()).isEqualTo(Operation.Status.SUCCEEDED);
    assertThat(bench.ask("/")).isEqualTo("v2");

    bench.engineThatGoes.comeBack();
    assertThat(bench.containers.observe(container.id()).state())
        .isEqualTo(ObservedRelease.State.RUNNING);
    assertThat(bench.deploy("v3").status()).isEqualTo(Operation.Status.SUCCEEDED);
    assertThat(bench.containers.observe(container.id()).state())
        .isEqualTo(ObservedRelease.State.MISSING);
  }

  @Test
  void containerThatListensInsideOnlyIsTold() throws Exception {
    var source = bench.sources("v1");
    var server = source.resolve("server.pl");
    Files.writeString(server, Files.readString(server).replace("'0.0.0.0'", "'127.0.0.1'"));
    var deploy = bench.services.deploy(ANNA, bench.stage, Optional.empty(), Optional.empty());
    ReadyWait.upTo(Duration.ofSeconds(60))
        .every(Duration.ofMillis(100))
        .until(
            "the reason why it waits",
            () ->
                bench.operations.get(deploy.id()).steps().stream()
                    .anyMatch(
                        it ->
                            it.progress()
                                .contains(
                                    "it listens on 127.0.0.1:8000 only, which nobody outside")));
    bench.operations.cancel(ANNA, deploy.id());
    assertThat(bench.await(deploy.id()).status()).isEqualTo(Operation.Status.CANCELLED);
  }

  @Test
  void anImageIsTheSameOnceItIsPulled() throws Exception {
    try (var registry = new ImageRegistry()) {
      var spec = ServiceKeys.read(Map.of("image", registry.image(), "port", "8000"));
      bench.services.configure(ANNA, bench.stage, spec);
      var deploy =
          unscheduled(
              () -> bench.services.deploy(ANNA, bench.stage, Optional.empty(), Optional.empty()));
      assertThat(bench.services.findSameDeploy(bench.stage).map(Operation::id))
          .contains(deploy.id());

      var steps = new StepBench(DATABASE.state(), bench.operations);
      var death = StepBench.killAt(Deploy.BUILD, CrashPoint.Moment.AFTER_EFFECT);
      assertThatThrownBy(() -> steps.run(deploy.id(), bench.actions, death))
          .isInstanceOf(StepBench.Killed.class);

      assertThat(bench.releases.list(bench.stage).getFirst().fingerprint()).startsWith("sha256:");
      assertThat(bench.services.findSameDeploy(bench.stage).map(Operation::id))
          .contains(deploy.id());
    }
  }
}
