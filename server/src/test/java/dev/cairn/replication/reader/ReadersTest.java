package dev.cairn.replication.reader;

import static dev.cairn.database.DatabaseBench.ANNA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.core.Bytes;
import dev.cairn.core.Problem;
import dev.cairn.core.StageRef;
import dev.cairn.database.Database;
import dev.cairn.database.DatabaseBench;
import dev.cairn.database.DatabaseRef;
import dev.cairn.database.DatabaseSpec;
import dev.cairn.database.plan.StepNames;
import dev.cairn.db.TestDatabase;
import dev.cairn.engine.Redis;
import dev.cairn.operation.Operation;
import dev.cairn.operation.StepResult;
import dev.cairn.provider.ReplicaStatus.State;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class ReadersTest {
  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();
  @TempDir static Path home;

  private DatabaseBench bench = new DatabaseBench(DATABASE.state(), home);

  @BeforeEach
  void freshStage() {
    bench = new DatabaseBench(DATABASE.state(), home);
  }

  private Operation change(DatabaseRef ref, DatabaseRef from) {
    return bench.readers.change(ANNA, ref, Optional.of(from), Optional.empty());
  }

  private Operation byDefault(DatabaseRef ref) {
    return bench.readers.change(ANNA, ref, Optional.empty(), Optional.empty());
  }

  private void succeed(Operation operation) {
    assertThat(bench.finish(operation).status()).isEqualTo(Operation.Status.SUCCEEDED);
  }

  private Optional<DatabaseRef> reader(DatabaseRef ref) {
    return bench.readers.standing(bench.databases.get(ref)).reader().map(Database::ref);
  }

  private List<StageRef> guests(Database database) {
    return bench.provider.find(database.identifier()).orElseThrow().replication().guests();
  }

  @Test
  void primarysStageReadsFromAReplicaWhichAdmitsItAsLongAsThat() {
    var replica = bench.followed();
    assertThat(reader(bench.ref)).isEmpty();
    var operation = change(bench.ref, replica.ref());
    assertThat(operation.steps())
        .extracting(Operation.Step::name)
        .containsExactly("admit-reader", "hand-over-reader");
    succeed(operation);
    assertThat(reader(bench.ref)).contains(replica.ref());
    assertThat(guests(replica)).containsExactly(bench.stage);
    assertThat(bench.databases.listGuests(replica.ref())).containsExactly(bench.stage);

    var back = byDefault(bench.ref);
    assertThat(back.steps())
        .extracting(Operation.Step::name)
        .containsExactly("admit-reader", "hand-over-reader", "dismiss-reader");
    succeed(back);
    assertThat(reader(bench.ref)).isEmpty();
    assertThat(guests(replica)).isEmpty();
    assertThat(bench.activity.list(Optional.of(bench.ref.toString()), 1).getFirst().details())
        .containsEntry("from", replica.ref().toString())
        .containsEntry("to", "none");
  }

  /** Code that wants reader variables has them without a replica too. */
  @Test
  void primaryMayBeReadItself() {
    bench.added();
    succeed(change(bench.ref, bench.ref));
    assertThat(reader(bench.ref)).contains(bench.ref);
    assertThat(guests(bench.databases.get(bench.ref))).isEmpty();
  }

  @Test
  void replicasStageReadsFromThePrimaryWhileItsReplicaIsAwayOrBehind() {
    var replica = bench.followed();
    assertThat(bench.databases.listNeeded(replica.ref().stage())).containsExactly(replica);
    assertThat(trouble(replica)).isEmpty();
    bench.provider.follow(replica.identifier(), State.CATCHING_UP, Bytes.ofMib(20));
    assertThat(trouble(replica)).hasValueSatisfying(it -> assertThat(it).contains("far behind"));
    bench.provider.crash(replica.identifier());
    bench.look();
    assertThat(trouble(replica))
        .hasValueSatisfying(it -> assertThat(it).contains("does not answer"));

    // What Cairn does to bring it back does not stand in the way.
    var repair = bench.operations.findOpen(replica.ref().toString()).orElseThrow();
    succeed(change(replica.ref(), bench.ref));
    assertThat(reader(replica.ref())).contains(bench.ref);
    assertThat(trouble(replica)).isEmpty();
    assertThat(bench.databases.listNeeded(replica.ref().stage()))
        .extracting(Database::ref)
        .containsExactly(bench.ref);
    assertThatThrownBy(() -> byDefault(replica.ref())).hasMessageContaining("reader-not-answering");

    succeed(repair);
    succeed(change(replica.ref(), replica.ref()));
    assertThat(reader(replica.ref())).contains(replica.ref());
    assertThat(bench.readers.chosen(replica.ref())).isEmpty();
  }

  /** Whoever cancels a repair gets the time to do something about it. */
  @Test
  void changeDoesNotBringACancelledRepairBackAtOnce() {
    var replica = bench.followed();
    bench.provider.crash(replica.identifier());
    bench.look();
    var repair = bench.operations.findOpen(replica.ref().toString()).orElseThrow();
    bench.operations.cancel(ANNA, repair.id());
    bench.finish(repair);
    bench.provider.crash(replica.identifier());
    succeed(change(replica.ref(), bench.ref));
    bench.look();
    assertThat(bench.operations.findOpen(replica.ref().toString())).isEmpty();
  }

  private Optional<String> trouble(Database database) {
    return bench.readers.standing(bench.databases.get(database.ref())).trouble();
  }

  @Test
  void allStaysAsItWasWhereTheApplicationDoesNotBecomeHealthyThere() {
    var replica = bench.followed();
    bench.actions.put(
        StepNames.HAND_OVER_READER,
        run -> new StepResult.Failed(Problem.failed("on-command", "It failed.", "")));
    var operation = bench.finish(change(bench.ref, replica.ref()));
    assertThat(operation.status()).isEqualTo(Operation.Status.FAILED);
    assertThat(reader(bench.ref)).isEmpty();
    assertThat(guests(replica)).isEmpty();
  }

  @Test
  void replicaThatIsRemovedIsReadNoMore() {
    var replica = bench.followed();
    succeed(change(bench.ref, replica.ref()));
    var removal = bench.databases.remove(ANNA, replica.ref(), Optional.empty(), Optional.empty());
    assertThat(reader(bench.ref)).isEmpty();
    assertThatThrownBy(() -> change(bench.ref, replica.ref()))
        .hasMessageContaining("reader-not-answering");
    bench.operations.cancel(ANNA, removal.id());
    bench.finish(removal);
    assertThat(reader(bench.ref)).contains(replica.ref());

    succeed(bench.databases.remove(ANNA, replica.ref(), Optional.empty(), Optional.empty()));
    assertThat(reader(bench.ref)).isEmpty();
    assertThat(bench.readers.chosen(bench.ref)).isEmpty();
  }

  /** Neither is its network admitted after its replica has gone. */
  @Test
  void stageOfAReplicaThatGoesReadsNoMoreFromThePrimary() {
    var replica = bench.followed();
    succeed(change(replica.ref(), bench.ref));
    succeed(bench.databases.remove(ANNA, replica.ref(), Optional.empty(), Optional.empty()));
    assertThat(guests(bench.databases.get(bench.ref))).isEmpty();
  }

  @Test
  void whatChangesAtOnceIsRefused() {
    var replica = bench.followed();
    var first = change(bench.ref, replica.ref());
    assertThatThrownBy(() -> byDefault(bench.ref)).hasMessageContaining(first.id().toString());
    assertThatThrownBy(
            () -> bench.databases.remove(ANNA, replica.ref(), Optional.empty(), Optional.empty()))
        .hasMessageContaining(first.id().toString());
    succeed(first);
    assertThatThrownBy(() -> change(bench.ref, replica.ref()))
        .hasMessageContaining("reader-unchanged");
  }

  @Test
  void onlyItsOwnDataAreRead() {
    var replica = bench.followed();
    var other = bench.inStage("other");
    bench.finish(bench.databases.add(ANNA, DatabaseSpec.of(other), Optional.empty()));
    assertThatThrownBy(() -> change(bench.ref, other)).hasMessageContaining("reader-of-other-data");
    assertThatThrownBy(() -> change(replica.ref(), other))
        .hasMessageContaining("reader-of-other-data")
        .hasMessageContaining("neither its replica nor the primary");
    assertThatThrownBy(() -> byDefault(replica.ref())).hasMessageContaining("reader-unchanged");
    var redis = new DatabaseRef(bench.stage, Redis.INSTANCE);
    assertThatThrownBy(() -> change(redis, redis)).hasMessageContaining("reader-of-redis");
  }

  /** Somebody else decided meanwhile; that holds. */
  @Test
  void retryOfAnOldChangeIsOvertaken() {
    var replica = bench.followed();
    var handOver = bench.actions.get(StepNames.HAND_OVER_READER);
    bench.actions.put(
        StepNames.HAND_OVER_READER,
        run -> new StepResult.Failed(Problem.failed("on-command", "It failed.", "")));
    var old = bench.finish(change(bench.ref, replica.ref()));
    bench.actions.put(StepNames.HAND_OVER_READER, handOver);
    succeed(change(bench.ref, bench.ref));
    bench.operations.retry(ANNA, old.id());
    assertThat(bench.finish(old).problem().orElseThrow().code()).isEqualTo("reader-changed");
    assertThat(reader(bench.ref)).contains(bench.ref);
  }
}
