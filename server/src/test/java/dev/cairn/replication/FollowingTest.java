package dev.cairn.replication;

import static dev.cairn.database.DatabaseBench.ANNA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.core.Bytes;
import dev.cairn.database.Database;
import dev.cairn.database.DatabaseBench;
import dev.cairn.database.ResizeSpec;
import dev.cairn.database.TuningSpec;
import dev.cairn.database.Tunings;
import dev.cairn.db.TestDatabase;
import dev.cairn.operation.Operation;
import dev.cairn.provider.Progress;
import dev.cairn.provider.ReplicaStatus.State;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A replica while its primary changes, and while it cannot follow any more. */
class FollowingTest {
  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();
  @TempDir static Path home;

  private DatabaseBench bench = new DatabaseBench(DATABASE.state(), home);
  private ReplicaWatch watch = new ReplicaWatch(bench.state, bench.operations, bench.replicas);

  @BeforeEach
  void freshStage() {
    bench = new DatabaseBench(DATABASE.state(), home);
    watch = new ReplicaWatch(bench.state, bench.operations, bench.replicas);
  }

  private Tunings tunings() {
    return new Tunings(
        bench.state,
        bench.secrets,
        bench.operations,
        bench.activity,
        bench.targets,
        bench.databases);
  }

  @Test
  void replicasAreReadyBeforeTheirPrimaryIsResized() {
    var replica = bench.followed();
    var larger = new ResizeSpec(Optional.of("db.t4g.small"), Optional.of(Bytes.ofGib(20)));
    var resize = bench.databases.resize(ANNA, bench.ref, larger, Optional.empty());
    assertThat(resize.steps())
        .extracting(Operation.Step::name)
        .containsExactly("prepare-replicas", "apply-size", "check-application");
    assertThat(bench.finish(resize).status()).isEqualTo(Operation.Status.SUCCEEDED);
    var grown = bench.databases.get(replica.ref());
    assertThat(grown.storage()).isEqualTo(Bytes.ofGib(20));
    assertThat(grown.type()).isEqualTo(replica.type());
    var known = bench.provider.find(replica.identifier()).orElseThrow();
    assertThat(known.storage()).isEqualTo(Bytes.ofGib(20));
    assertThat(known.replication().primary().orElseThrow().type().name()).isEqualTo("db.t4g.small");
    assertThatThrownBy(
            () ->
                bench.databases.resize(
                    ANNA, replica.ref(), DatabaseBench.grow(10), Optional.empty()))
        .hasMessageContaining("storage-shrink");
  }

  @Test
  void resizeThatFailedCanBeTriedAgain() {
    var replica = bench.followed();
    var larger = new ResizeSpec(Optional.of("db.t4g.small"), Optional.of(Bytes.ofGib(20)));
    var resize = bench.databases.resize(ANNA, bench.ref, larger, Optional.empty());
    bench.provider.answerNext(Progress.ready());
    bench.provider.failNext("disk-full");
    assertThat(bench.finish(resize).status()).isEqualTo(Operation.Status.FAILED);
    assertThat(bench.databases.get(replica.ref()).storage()).isEqualTo(Bytes.ofGib(10));
    assertThat(bench.provider.find(replica.identifier()).orElseThrow().storage())
        .isEqualTo(Bytes.ofGib(10));
    bench.operations.retry(ANNA, resize.id());
    assertThat(bench.finish(resize).status()).isEqualTo(Operation.Status.SUCCEEDED);
    assertThat(bench.databases.get(replica.ref()).storage()).isEqualTo(Bytes.ofGib(20));
  }

  @Test
  void settingsOfThePrimaryAreKnownToItsReplicasBefore() {
    var replica = bench.followed();
    var more = TuningSpec.ofSettings(Map.of("max_connections", "120"), Optional.empty());
    var tune = tunings().change(ANNA, bench.ref, more, Optional.empty());
    assertThat(tune.steps().getFirst().name()).isEqualTo("prepare-replicas");
    assertThat(bench.finish(tune).status()).isEqualTo(Operation.Status.SUCCEEDED);
    var known = bench.provider.find(replica.identifier()).orElseThrow();
    assertThat(known.replication().primary().orElseThrow().tuning().settings())
        .isEqualTo(Map.of("max_connections", "120"));
    assertThat(known.tuning().settings()).isEmpty();
  }

  @Test
  void replicaHasSettingsOfItsOwnAndNothingElse() {
    var replica = bench.followed();
    var own = TuningSpec.ofSettings(Map.of("work_mem", "8MB"), Optional.empty());
    bench.finish(tunings().change(ANNA, replica.ref(), own, Optional.empty()));
    assertThat(bench.provider.find(replica.identifier()).orElseThrow().tuning().settings())
        .isEqualTo(Map.of("work_mem", "8MB"));
    var creating = new TuningSpec(Map.of(), List.of(), List.of(), Optional.of(true));
    assertThatThrownBy(() -> tunings().check(replica.ref(), creating))
        .hasMessageContaining("is-replica")
        .hasMessageContaining(bench.ref.toString());
  }

  @Test
  void replicaBeginsWithItsPrimarysSettings() {
    bench.added();
    var more = TuningSpec.ofSettings(Map.of("work_mem", "8MB"), Optional.empty());
    bench.finish(tunings().change(ANNA, bench.ref, more, Optional.empty()));
    var replica = bench.followed();
    assertThat(bench.provider.find(replica.identifier()).orElseThrow().tuning().settings())
        .isEqualTo(Map.of("work_mem", "8MB"));
  }

  @Test
  void lostReplicaIsCopiedAnewOnce() {
    var replica = bench.followed();
    watch.tick();
    assertThat(bench.operations.findOpen(replica.ref().toString())).isEmpty();
    bench.provider.follow(replica.identifier(), State.LOST, new Bytes(7));
    watch.tick();
    var rebuild = bench.operations.findOpen(replica.ref().toString()).orElseThrow();
    assertThat(rebuild.kind()).isEqualTo("rebuild-replica");
    assertThat(rebuild.steps())
        .extracting(Operation.Step::name)
        .containsExactly("admit-replica", "rebuild-replica", "catch-up", "check-application");
    assertThat(bench.databases.get(replica.ref()).status()).isEqualTo(Database.Status.RECOVERING);
    watch.tick();
    assertThat(bench.finish(rebuild).status()).isEqualTo(Operation.Status.SUCCEEDED);
    assertThat(bench.provider.copies(replica.identifier())).isEqualTo(2);
    assertThat(bench.replicas.status(replica).orElseThrow().state()).isEqualTo(State.STREAMING);
  }

  @Test
  void failedRebuildIsNotTriedAgainAtOnce() {
    var replica = bench.followed();
    bench.provider.follow(replica.identifier(), State.LOST, new Bytes(7));
    watch.tick();
    bench.provider.answerNext(Progress.ready());
    bench.provider.failNext("disk-full");
    var rebuild = bench.operations.findOpen(replica.ref().toString()).orElseThrow();
    assertThat(bench.finish(rebuild).status()).isEqualTo(Operation.Status.FAILED);
    watch.tick();
    assertThat(bench.operations.findOpen(replica.ref().toString())).isEmpty();
    assertThat(bench.databases.get(replica.ref()).isReplica()).isTrue();
    var asked = bench.replicas.rebuild(ANNA, replica.ref(), Optional.empty());
    assertThat(bench.finish(asked).status()).isEqualTo(Operation.Status.SUCCEEDED);
  }

  @Test
  void whatIsNoReplicaIsNotRebuilt() {
    bench.added();
    assertThatThrownBy(() -> bench.replicas.rebuild(ANNA, bench.ref, Optional.empty()))
        .hasMessageContaining("not-a-replica");
  }

  @Test
  void restartBeforeItCanBeFollowedIsAnnounced() {
    var primary = bench.added();
    bench.provider.beUnfollowable(primary.identifier(), "it writes no log that can be followed");
    assertThat(bench.replicas.restartBefore(bench.ref)).isPresent();
    var spec = ReplicaSpec.of(bench.inStage("reports"), bench.ref);
    var operation = bench.replicas.add(ANNA, spec, Optional.empty());
    assertThat(operation.steps().get(1).title()).startsWith("Restart " + bench.ref + " once");
    bench.finish(operation);
    assertThat(bench.provider.start(primary.identifier())).isEqualTo(2);
    assertThat(bench.replicas.restartBefore(bench.ref)).isEmpty();
  }
}
