package dev.cairn.service;

import static dev.cairn.service.ServiceBench.ANNA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.core.ReadyWait;
import dev.cairn.core.StageRef;
import dev.cairn.database.Database;
import dev.cairn.database.DatabaseRef;
import dev.cairn.database.DatabaseSpec;
import dev.cairn.db.TestDatabase;
import dev.cairn.engine.Postgres;
import dev.cairn.operation.Operation;
import dev.cairn.replication.ReplicaSpec;
import dev.cairn.replication.promotion.StageEffect;
import dev.cairn.service.ServiceSpec.RuntimeKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Applications of two stages, one beside a primary and one beside its replica. */
@Timeout(180)
class PromotedApplicationsTest {
  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();
  @TempDir static Path home;

  ServiceBench bench;
  StageRef other;
  DatabaseRef primary;
  DatabaseRef replica;

  @BeforeEach
  void deploy() throws Exception {
    bench = new ServiceBench(DATABASE.state(), home);
    bench.sources("v1");
    bench.services.configure(ANNA, bench.stage, bench.spec(RuntimeKind.PROCESS));
    assertThat(bench.deploy("v1").status()).isEqualTo(Operation.Status.SUCCEEDED);
    primary = new DatabaseRef(bench.stage, Postgres.INSTANCE);
    ends(bench.databases.add(ANNA, DatabaseSpec.of(primary), Optional.empty()));
    other = bench.deployAnother("reports");
    replica = new DatabaseRef(other, Postgres.INSTANCE);
    ends(bench.replicas.add(ANNA, ReplicaSpec.of(replica, primary), Optional.empty()));
  }

  @AfterEach
  void remove() throws Exception {
    ends(bench.services.remove(ANNA, other, Optional.empty()));
    bench.close();
  }

  private void ends(Operation operation) throws Exception {
    assertThat(bench.await(operation.id()).status())
        .as(bench.operations.get(operation.id()).toString())
        .isEqualTo(Operation.Status.SUCCEEDED);
  }

  private String port(DatabaseRef ref) {
    return Integer.toString(bench.databases.get(ref).endpoint().orElseThrow().port());
  }

  private Operation lastOf(StageRef stage) {
    return bench.operations.list(Optional.of(stage.toString()), 20).stream()
        .filter(it -> it.kind().equals("deploy"))
        .findFirst()
        .orElseThrow();
  }

  private long deploysOf(StageRef stage) {
    return bench.operations.list(Optional.of(stage.toString()), 50).stream()
        .filter(it -> it.kind().equals("deploy"))
        .count();
  }

  @Test
  void allFollowByDeploysThatAreOpenedTogether() throws Exception {
    assertThat(bench.ask(other, "/env/PG_PORT")).isEqualTo(port(primary));
    assertThat(bench.promotions.preview(replica).effects())
        .extracting(StageEffect::release)
        .hasSize(2)
        .allMatch(Optional::isPresent);
    ends(bench.promotions.promote(ANNA, replica, false, Optional.empty()));
    assertThat(bench.ask("/env/PG_PORT")).isEqualTo(port(replica));
    assertThat(bench.ask(other, "/env/PG_PORT")).isEqualTo(port(replica));
    assertThat(bench.ask("/env/PG_READER_PORT")).isEqualTo(port(primary));
    assertThat(bench.ask(other, "/env/PG_READER_PORT")).isEqualTo(port(primary));
    var one = lastOf(bench.stage);
    var two = lastOf(other);
    assertThat(one.createdAt()).isBefore(two.finishedAt().orElseThrow());
    assertThat(two.createdAt()).isBefore(one.finishedAt().orElseThrow());
  }

  @Test
  void applicationOfAPrimaryThatIsGoneFollowsToo() throws Exception {
    bench.provider.lose(bench.databases.get(primary).identifier());
    bench.drift.start();
    ReadyWait.upTo(Duration.ofSeconds(30))
        .until(
            "the loss is seen",
            () -> bench.databases.get(primary).status() == Database.Status.FAILED);
    var deploys = deploysOf(other);
    ends(bench.promotions.promote(ANNA, replica, true, Optional.empty()));
    assertThat(deploysOf(other)).isEqualTo(deploys + 1);
    assertThat(bench.ask(other, "/env/PG_READER_PORT")).isEqualTo(port(replica));
    assertThat(bench.ask("/env/PG_PORT")).isEqualTo(port(replica));
    assertThat(bench.ask("/env/PG_PREVIOUS_PORT")).isEqualTo(port(primary));
  }
}
