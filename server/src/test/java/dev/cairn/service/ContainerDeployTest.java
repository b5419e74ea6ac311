package dev.cairn.service;

import static dev.cairn.service.ServiceBench.ANNA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.operation.CrashPoint;
import dev.cairn.operation.Operation;
import dev.cairn.operation.StepBench;
import dev.cairn.provider.ReleaseInstance.Source;
import dev.cairn.provider.local.docker.ContainerEngineRequired;
import dev.cairn.provider.local.docker.ImageRegistry;
import dev.cairn.service.ServiceSpec.RuntimeKind;
import dev.cairn.service.plan.Deploy;
import java.util.Optional;
import org.junit.jupiter.api.Test;

@ContainerEngineRequired
class ContainerDeployTest extends DeployContract {
  @Override
  RuntimeKind runtime() {
    return RuntimeKind.CONTAINER;
  }

  @Test
  void anImageIsTheSameOnceItIsPulled() throws Exception {
    try (var registry = new ImageRegistry()) {
      var spec =
          new ServiceSpec(
              new Source.Image(registry.image()),
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              8000,
              Optional.empty(),
              Optional.empty());
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
