package dev.cairn.database;

import static dev.cairn.database.DatabaseBench.ANNA;
import static dev.cairn.database.DatabaseBench.grow;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.activity.ActivityEntry;
import dev.cairn.core.Bytes;
import dev.cairn.db.TestDatabase;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What is told of a database whose storage is nearly, or wholly, used up. */
class FullStorageTest {
  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();
  @TempDir static Path home;

  private DatabaseBench bench = new DatabaseBench(DATABASE.state(), home);

  @BeforeEach
  void freshStage() {
    bench = new DatabaseBench(DATABASE.state(), home);
  }

  @Test
  void nearlyFullStorageIsToldBeforehand() {
    bench.provider.fill(bench.added().identifier(), Bytes.ofGib(9));
    bench.drift.tick();
    var database = bench.databases.get(bench.ref);
    assertThat(database.used()).isEqualTo(Bytes.ofGib(9));
    assertThat(database.statusReason()).startsWith("Storage is 90 % full: 9 GiB of 10 GiB.");
    assertThat(database.status()).isEqualTo(Database.Status.AVAILABLE);
  }

  @Test
  void fullDatabaseIsReadOnlyUntilItGrowsAndSaysSoOnceEach() {
    var id = bench.added().identifier();
    bench.provider.fill(id, Bytes.ofGib(10));
    for (int i = 0; i < 4; i++) {
      bench.drift.tick();
    }
    var full = bench.databases.get(bench.ref);
    assertThat(full.status()).isEqualTo(Database.Status.READ_ONLY);
    assertThat(full.status().isAnswering()).isTrue();
    assertThat(full.statusReason()).isEqualTo("Its storage is used up.");
    assertThat(bench.operations.findOpen(bench.ref.toString())).isEmpty();

    bench.provider.crash(id);
    bench.drift.tick();
    bench.finish(bench.operations.findOpen(bench.ref.toString()).orElseThrow());
    assertThat(bench.databases.get(bench.ref).status()).isEqualTo(Database.Status.READ_ONLY);

    bench.finish(bench.databases.resize(ANNA, bench.ref, grow(20), Optional.empty()));
    assertThat(bench.databases.get(bench.ref).status()).isEqualTo(Database.Status.AVAILABLE);
    assertThat(bench.databases.get(bench.ref).statusReason()).isEmpty();
    assertThat(bench.activity.list(Optional.of(bench.ref.toString()), 9))
        .extracting(ActivityEntry::action)
        .containsExactly(
            "take-writes-again",
            "resize-database",
            "repair-database",
            "refuse-writes",
            "add-database");
  }
}
