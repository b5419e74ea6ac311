package dev.cairn.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.core.Bytes;
import dev.cairn.core.ReadyWait;
import dev.cairn.database.plan.RepairDatabase;
import dev.cairn.db.TestDatabase;
import dev.cairn.operation.Operation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** How it is noticed that a database ended: what is done about it is told elsewhere. */
class DriftCheckTest {
  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();
  @TempDir static Path home;

  private final AtomicInteger told = new AtomicInteger();
  private DatabaseBench bench = new DatabaseBench(DATABASE.state(), home);
  private String identifier = "";

  @BeforeEach
  void freshDatabase() {
    bench = new DatabaseBench(DATABASE.state(), home);
    identifier = bench.added().identifier();
  }

  private Glances glances() {
    var glances = new Glances(told::incrementAndGet);
    glances.at(Map.of(identifier, bench.provider));
    return glances;
  }

  @Test
  void killedDatabaseIsToldOfByItsProvider() {
    try (var _ = glances()) { // which does not glance by itself before it is started
      bench.provider.crash(identifier);
      assertThat(told).hasValue(1);
    }
  }

  @Test
  void endThatNobodyToldOfIsSeenAtAGlance() {
    try (var glances = glances()) {
      glances.glance();
      assertThat(told).hasValue(0);

      bench.provider.crashUnnoticed(identifier);
      assertThat(told).hasValue(0);
      glances.glance();
      assertThat(told).hasValue(1);
    }
  }

  @Test
  void storageIsGuardedAtAGlance() {
    try (var glances = glances()) {
      bench.provider.fill(identifier, bench.databases.get(bench.ref).storage());
      glances.glance();
      assertThat(bench.provider.observe(identifier).writable()).isFalse();
    }
  }

  @Test
  void oneThatTakesNoMoreWritesIsToldOfOnce() {
    try (var glances = glances()) {
      bench.provider.fill(identifier, bench.databases.get(bench.ref).storage());
      glances.glance();
      glances.glance();
      glances.glance();
      assertThat(told).hasValue(1);

      bench.provider.fill(identifier, Bytes.ofMib(1));
      glances.glance();
      glances.glance();
      glances.glance();
      assertThat(told).hasValue(2);
    }
  }

  @Test
  void oneThatCannotBeGlancedAtDoesNotKeepOthersFromIt() {
    try (var glances = glances()) {
      glances.at(
          Map.of(
              "gone",
              new DatabaseBench(DATABASE.state(), home).provider,
              identifier,
              bench.provider));
      bench.provider.crashUnnoticed(identifier);
      glances.glance();
      assertThat(told).hasPositiveValue();
    }
  }

  @Test
  void killedDatabaseIsRepairedWhileNobodyAsks() {
    try (var drift = bench.drift) {
      drift.start();
      bench.provider.crash(identifier);
      var repair =
          new ReadyWait(Duration.ofSeconds(30), Duration.ofMillis(20))
              .forResult("the repair to be opened", this::open);
      assertThat(repair.kind()).isEqualTo(RepairDatabase.KIND);
    }
  }

  private Optional<Operation> open() {
    return bench.operations.findOpen(bench.ref.toString());
  }
}
