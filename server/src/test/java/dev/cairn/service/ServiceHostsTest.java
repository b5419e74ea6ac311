package dev.cairn.service;

import static dev.cairn.service.ServiceBench.ANNA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.core.Name;
import dev.cairn.core.StageRef;
import dev.cairn.db.TestDatabase;
import dev.cairn.service.ServiceSpec.RuntimeKind;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class ServiceHostsTest {
  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  @TempDir Path home;
  ServiceBench bench;

  @BeforeEach
  void start() {
    bench = new ServiceBench(DATABASE.state(), home);
    bench.sources("v1");
  }

  @AfterEach
  void stop() throws Exception {
    bench.close();
  }

  private void configure(String hosts) {
    bench.services.configure(
        ANNA, bench.stage, bench.spec(RuntimeKind.PROCESS, Map.of("hosts", hosts)));
  }

  @Test
  void everyStageHasANameWithoutSetUp() {
    bench.services.configure(ANNA, bench.stage, bench.spec(RuntimeKind.PROCESS));
    bench.watch.start();

    assertThat(bench.services.get(bench.stage).host())
        .isEqualTo(bench.stage.joined() + ".localhost");
    var route = bench.router.route(bench.stage).orElseThrow();
    assertThat(route.hosts()).containsExactly(bench.stage.joined() + ".localhost");
    assertThat(route.accessLog()).isFalse();
    bench.watch.close();
  }

  /** Level-triggered: whoever was killed between the record and the edge's file loses nothing. */
  @Test
  void anotherNameCountsSoonAndTakesNoDeploy() throws Exception {
    configure("one.example.com");
    bench.deploy("v1");
    bench.watch.start();
    bench.services.change(
        ANNA,
        bench.stage,
        Map.of("hosts", "two.example.com\nTHREE.example.com", "accessLog", "true"),
        Set.of());

    assertThat(bench.services.isUpToDate(bench.stage)).isTrue();
    bench.await(bench.services.deploy(ANNA, bench.stage, Optional.empty(), Optional.empty()).id());
    var route = bench.router.route(bench.stage).orElseThrow();
    assertThat(route.hosts())
        .containsExactly(
            bench.stage.joined() + ".localhost", "two.example.com", "three.example.com");
    assertThat(route.accessLog()).isTrue();
    bench.watch.close();
  }

  @Test
  void aNameIsOneStagesUntilThatLeavesIt() {
    configure("shared.example.com\nmine.example.com");
    var other = new StageRef(bench.stage.stack(), new Name("prod"));
    bench.create(other);
    var wanted = bench.spec(RuntimeKind.PROCESS, Map.of("hosts", "shared.example.com"));
    assertThatThrownBy(() -> bench.services.configure(ANNA, other, wanted))
        .hasMessageContaining("host-taken")
        .hasMessageContaining("that of " + bench.stage);
    assertThat(bench.services.find(other)).as("nothing of it was recorded").isEmpty();

    configure("mine.example.com");
    assertThat(bench.services.configure(ANNA, other, wanted).spec().access().hosts())
        .containsExactly("shared.example.com");
  }

  @Test
  void theConsolesNameIsNoApplications() {
    assertThatThrownBy(() -> configure("Cairn.example.com"))
        .hasMessageContaining("cairn.example.com is the console's own name");
  }

  @Test
  void whileTheFirstReleaseIsOnItsWayTheRouteSaysSo() throws Exception {
    bench.services.configure(
        ANNA, bench.stage, bench.spec(RuntimeKind.PROCESS, Map.of("run", "sleep 600")));
    var operation = bench.services.deploy(ANNA, bench.stage, Optional.empty(), Optional.empty());
    bench.watch.start();
    assertThat(bench.router.route(bench.stage).orElseThrow().deploying()).isTrue();

    bench.operations.cancel(ANNA, operation.id());
    bench.await(operation.id());
    bench.watch.start();
    assertThat(bench.router.route(bench.stage).orElseThrow().deploying()).isFalse();
    bench.watch.close();
  }
}
