package dev.cairn.service;

import static dev.cairn.service.ServiceBench.ANNA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.core.ReadyWait;
import dev.cairn.operation.Operation;
import dev.cairn.service.ServiceSpec.RuntimeKind;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
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

  /** A virtual environment of Python's holds the path that it was made at. */
  @Test
  void buildThatHoldsItsPathOutlivesManyChangesOfVariables() throws Exception {
    var plain = bench.spec(RuntimeKind.PROCESS);
    bench.services.configure(
        ANNA,
        bench.stage,
        new ServiceSpec(
            plain.source(),
            Optional.of(
                "python3 -m venv --without-pip venv && printf '#!%s\\n%s\\n' "
                    + "$PWD/venv/bin/python 'import os; os.execvp(\"perl\", [\"perl\", "
                    + "\"server.pl\"])' > venv/bin/serve && chmod +x venv/bin/serve"),
            Optional.of("exec venv/bin/serve"),
            plain.release(),
            plain.port(),
            plain.health(),
            plain.runtime()));
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
    var plain = bench.spec(RuntimeKind.PROCESS);
    bench.services.configure(
        ANNA,
        bench.stage,
        new ServiceSpec(
            plain.source(),
            plain.build(),
            Optional.of("PORT=" + own + " perl server.pl"),
            plain.release(),
            plain.port(),
            plain.health(),
            plain.runtime()));
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
