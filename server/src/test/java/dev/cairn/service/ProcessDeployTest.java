package dev.cairn.service;

import static dev.cairn.service.ServiceBench.ANNA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.operation.Operation;
import dev.cairn.service.ServiceSpec.RuntimeKind;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
}
