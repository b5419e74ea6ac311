package dev.cairn.service;

import static dev.cairn.database.DatabaseBench.ANNA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.core.Sensitive;
import dev.cairn.database.Connections;
import dev.cairn.database.DatabaseBench;
import dev.cairn.db.TestDatabase;
import dev.cairn.provider.Endpoint;
import dev.cairn.secret.MasterKey;
import dev.cairn.secret.Sealer;
import dev.cairn.service.ServiceSpec.RuntimeKind;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What the application of a stage with a replica gets, and what its containers must reach. */
class VariablesBesideAReplicaTest {
  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();
  @TempDir static Path home;

  private DatabaseBench bench = new DatabaseBench(DATABASE.state(), home);

  @BeforeEach
  void freshStage() {
    bench = new DatabaseBench(DATABASE.state(), home);
  }

  @Test
  void itWritesToThePrimaryWithTheCredentialInForceAndReadsFromTheReplica() {
    var replica = bench.followed();
    bench.finish(bench.rotations.rotate(ANNA, bench.ref, Optional.empty()));
    var environments =
        new Environments(
            DATABASE.state(),
            bench.databases,
            bench.secrets,
            new Sealer(MasterKey.open(home.resolve("master.key"), true)));
    var values =
        Environments.values(environments.effective(replica.ref().stage(), RuntimeKind.PROCESS));
    var current = bench.secrets.credentials(bench.databases.get(bench.ref).secretName());
    var primary = bench.databases.get(bench.ref).endpoint().orElseThrow();
    assertThat(values).containsEntry("PG_PORT", port(primary));
    assertThat(values).containsEntry("PG_READER_PORT", port(replica.endpoint().orElseThrow()));
    assertThat(values).containsEntry("PG_PASSWORD", current.password());
    assertThat(values.get("DATABASE_URL")).isEqualTo(values.get("PG_URL"));
    assertThat(bench.databases.listGuests(bench.ref)).containsExactly(replica.ref().stage());

    bench.databases.remove(ANNA, replica.ref(), Optional.empty(), Optional.empty());
    assertThat(environments.effective(replica.ref().stage(), RuntimeKind.PROCESS)).isEmpty();
  }

  @Test
  void besideAPrimaryThereAreReaderVariablesWhereAReplicaIsReadAndAsLongAsItStays() {
    var replica = bench.followed();
    var environments =
        new Environments(
            DATABASE.state(),
            bench.databases,
            bench.secrets,
            new Sealer(MasterKey.open(home.resolve("master.key"), true)));
    bench.finish(
        bench.readers.change(ANNA, bench.ref, Optional.of(replica.ref()), Optional.empty()));
    var values = Environments.values(environments.effective(bench.stage, RuntimeKind.PROCESS));
    assertThat(values)
        .containsEntry("PG_READER_PORT", port(replica.endpoint().orElseThrow()))
        .containsKey("PG_READER_URL");

    bench.finish(
        bench.readers.change(ANNA, replica.ref(), Optional.of(bench.ref), Optional.empty()));
    var primary = bench.databases.get(bench.ref).endpoint().orElseThrow();
    var beside =
        Environments.values(environments.effective(replica.ref().stage(), RuntimeKind.PROCESS));
    assertThat(beside).containsEntry("PG_READER_PORT", port(primary));

    bench.databases.remove(ANNA, replica.ref(), Optional.empty(), Optional.empty());
    assertThat(Environments.values(environments.effective(bench.stage, RuntimeKind.PROCESS)))
        .doesNotContainKey("PG_READER_PORT")
        .containsKey("PG_PORT");
  }

  @Test
  void containersMustReachWhatTheyReadFromToo() {
    var replica = bench.followed();
    bench.finish(
        bench.readers.change(ANNA, bench.ref, Optional.of(replica.ref()), Optional.empty()));
    var connections =
        new Connections(DATABASE.state(), bench.operations, bench.activity, bench.targets);
    bench.provider.disconnect(replica.identifier(), "it listens elsewhere");
    assertThat(connections.list(bench.stage))
        .extracting(Connections.Unreached::ref)
        .containsExactly(replica.ref());
  }

  private static Sensitive<String> port(Endpoint endpoint) {
    return Sensitive.of(Integer.toString(endpoint.port()));
  }

  @Test
  void containersMustReachThePrimaryToo() {
    var replica = bench.followed();
    var connections =
        new Connections(DATABASE.state(), bench.operations, bench.activity, bench.targets);
    assertThat(connections.list(replica.ref().stage())).isEmpty();
    var primary = bench.databases.get(bench.ref);
    bench.provider.disconnect(primary.identifier(), "it listens elsewhere");
    assertThat(connections.list(replica.ref().stage()))
        .extracting(Connections.Unreached::ref)
        .containsExactly(bench.ref);
  }
}
