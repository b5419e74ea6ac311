package dev.cairn.service;

import static dev.cairn.service.ServiceBench.ANNA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.core.Name;
import dev.cairn.core.ReadyWait;
import dev.cairn.core.StageRef;
import dev.cairn.database.Database;
import dev.cairn.database.DatabaseRef;
import dev.cairn.database.DatabaseSpec;
import dev.cairn.db.TestDatabase;
import dev.cairn.engine.Postgres;
import dev.cairn.operation.Operation;
import dev.cairn.provider.DatabaseInstance;
import dev.cairn.replication.ReplicaSpec;
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

/** A real application as a process, which reads where it is told; on databases in memory. */
@Timeout(180)
class ApplicationThatReadsTest {
  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();
  @TempDir static Path home;

  private ServiceBench bench;
  private StageRef other;

  @BeforeEach
  void deploy() throws Exception {
    bench = new ServiceBench(DATABASE.state(), home);
    other = new StageRef(bench.stage.stack(), new Name("other"));
    bench.create(other);
    bench.sources("v1");
    bench.services.configure(ANNA, bench.stage, bench.spec(RuntimeKind.PROCESS));
    assertThat(bench.deploy("v1").status()).isEqualTo(Operation.Status.SUCCEEDED);
  }

  @AfterEach
  void remove() throws Exception {
    bench.close();
  }

  private static DatabaseRef in(StageRef stage) {
    return new DatabaseRef(stage, Postgres.INSTANCE);
  }

  private Operation settle(Operation operation) throws Exception {
    return bench.await(operation.id());
  }

  private void succeed(Operation operation) throws Exception {
    var ended = settle(operation);
    assertThat(ended.status()).as(ended.toString()).isEqualTo(Operation.Status.SUCCEEDED);
  }

  private void primaryIn(StageRef stage) throws Exception {
    succeed(bench.databases.add(ANNA, DatabaseSpec.of(in(stage)), Optional.empty()));
  }

  private void replicaIn(StageRef stage, StageRef primary) throws Exception {
    var spec = ReplicaSpec.of(in(stage), in(primary));
    succeed(bench.replicas.add(ANNA, spec, Optional.empty()));
  }

  private Operation change(StageRef from) {
    return bench.readers.change(ANNA, in(bench.stage), Optional.of(in(from)), Optional.empty());
  }

  private String port(StageRef stage) {
    var port = bench.databases.get(in(stage)).endpoint().orElseThrow().port();
    return Integer.toString(port);
  }

  private DatabaseInstance instance(StageRef stage) {
    return bench.provider.find(bench.databases.get(in(stage)).identifier()).orElseThrow();
  }

  private void assertReads(String port) throws Exception {
    assertThat(bench.ask("/env/PG_READER_PORT")).isEqualTo(port);
  }

  @Test
  void besideAPrimaryItReadsFromAReplicaUntilThatIsRemoved() throws Exception {
    primaryIn(bench.stage);
    replicaIn(other, bench.stage);
    assertReads("(unset)");
    succeed(change(other));
    assertReads(port(other));
    assertThat(bench.ask("/env/PG_PORT")).isEqualTo(port(bench.stage));
    assertThat(instance(other).replication().guests()).containsExactly(bench.stage);

    succeed(bench.databases.remove(ANNA, in(other), Optional.empty(), Optional.empty()));
    assertReads("(unset)");
  }

  @Test
  void allStaysAsItWasWhereItDoesNotBecomeHealthy() throws Exception {
    primaryIn(bench.stage);
    replicaIn(other, bench.stage);
    succeed(change(other));
    bench.breakBuild();

    var failed = settle(change(bench.stage));
    assertThat(failed.problem().orElseThrow().code()).isEqualTo("application-reads-not-there");
    assertReads(port(other));
    assertThat(bench.readers.chosen(in(bench.stage))).contains(in(other));
    assertThat(instance(other).replication().guests()).containsExactly(bench.stage);

    // Nor is what it reads from taken from it.
    var removal =
        settle(bench.databases.remove(ANNA, in(other), Optional.empty(), Optional.empty()));
    assertThat(removal.problem().orElseThrow().code()).isEqualTo("application-needs-database");
    assertReads(port(other));
  }

  /** A deploy waits for what is read, and for no replica beside. */
  @Test
  void besideADeadReplicaItReadsFromThePrimary() throws Exception {
    primaryIn(other);
    replicaIn(bench.stage, other);
    assertReads(port(bench.stage));
    var dead = bench.databases.get(in(bench.stage));
    bench.provider.lose(dead.identifier());
    bench.drift.start();
    ReadyWait.upTo(Duration.ofSeconds(20))
        .until(
            "its loss to be seen",
            () -> bench.databases.get(dead.ref()).status() == Database.Status.FAILED);
    succeed(change(other));
    assertReads(port(other));
    assertThat(bench.deploy("v2").status()).isEqualTo(Operation.Status.SUCCEEDED);
    bench.provider.giveBack(dead.identifier());
  }
}
