package dev.cairn.database;

import static dev.cairn.database.DatabaseBench.ANNA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.activity.ActivityEntry;
import dev.cairn.core.Actor;
import dev.cairn.core.Problem;
import dev.cairn.core.Role;
import dev.cairn.db.TestDatabase;
import dev.cairn.engine.Tuning;
import dev.cairn.operation.Operation;
import dev.cairn.operation.StepResult;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class TuningsTest {
  private static final Actor ADA = new Actor("ada", Role.ADMIN);
  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();
  @TempDir static Path home;

  private DatabaseBench bench = new DatabaseBench(DATABASE.state(), home);
  private Tunings tunings = tunings(bench);

  @BeforeEach
  void freshDatabase() {
    bench = new DatabaseBench(DATABASE.state(), home);
    tunings = tunings(bench);
    bench.added();
  }

  static Tunings tunings(DatabaseBench bench) {
    return new Tunings(
        bench.state,
        bench.secrets,
        bench.operations,
        bench.activity,
        bench.targets,
        bench.databases);
  }

  private static TuningSpec settings(String... pairs) {
    Map<String, String> all = new java.util.HashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      all.put(pairs[i], pairs[i + 1]);
    }
    return TuningSpec.ofSettings(all, Optional.empty());
  }

  private Operation change(TuningSpec spec) {
    return bench.finish(tunings.change(ADA, bench.ref, spec, Optional.empty()));
  }

  private Tuning wanted() {
    return bench.provider.find(bench.databases.get(bench.ref).identifier()).orElseThrow().tuning();
  }

  @Test
  void settingReachesTheDatabaseAndStaysWhateverElseHappensToIt() {
    var preview = tunings.preview(bench.ref, settings("work_mem", "8 mb", "max_connections", "50"));
    assertThat(preview.restarts()).isTrue();
    assertThat(preview.changes())
        .extracting(it -> it.name() + " " + it.before() + " -> " + it.after() + it.restarts())
        .containsExactly(
            "max_connections as by its type -> 50true", "work_mem as by its type -> 8MBfalse");
    assertThat(wanted()).isEqualTo(Tuning.NONE);

    var changed = change(settings("work_mem", "8 mb", "max_connections", "50"));
    assertThat(changed.status()).isEqualTo(Operation.Status.SUCCEEDED);
    assertThat(changed.steps()).hasSize(2);
    assertThat(wanted().settings())
        .containsOnly(Map.entry("work_mem", "8MB"), Map.entry("max_connections", "50"));
    assertThat(bench.activity.list(Optional.of(bench.ref.toString()), 1))
        .extracting(ActivityEntry::action)
        .containsExactly("tune-database");

    bench.finish(bench.databases.resize(ANNA, bench.ref, DatabaseBench.grow(20), Optional.empty()));
    assertThat(wanted().settings()).containsEntry("work_mem", "8MB");
    bench.application.deploy(bench.secretName());
    assertThat(change(settings("max_connections", "")).steps()).hasSize(2);
    assertThat(change(settings("work_mem", "9MB")).steps()).hasSize(1);
    assertThat(wanted().settings()).containsOnly(Map.entry("work_mem", "9MB"));
    assertThatThrownBy(() -> change(settings("work_mem", "9216kB")))
        .hasMessageContaining("nothing-to-change");
  }

  @Test
  void whatTheEngineRefusesIsTakenBack() {
    change(settings("work_mem", "8MB"));
    var failing = Objects.requireNonNull(bench.actions.get("apply-tuning"));
    var tries = new java.util.concurrent.atomic.AtomicInteger();
    bench.actions.put(
        "apply-tuning",
        new dev.cairn.operation.StepAction() {
          @Override
          public StepResult run(dev.cairn.operation.StepRun run) {
            tries.incrementAndGet();
            var _ = failing.run(run);
            return new StepResult.Failed(Problem.invalid("setting-refused", "No.", "Another."));
          }

          @Override
          public StepResult undo(dev.cairn.operation.StepRun run) {
            return failing.undo(run);
          }
        });
    var refused = change(settings("work_mem", "9MB", "timezone", "Mars/Base"));
    assertThat(refused.status()).isEqualTo(Operation.Status.FAILED);
    assertThat(tries).hasPositiveValue();
    assertThat(tunings.get(bench.ref).settings()).containsOnly(Map.entry("work_mem", "8MB"));
    assertThat(wanted().settings()).containsOnly(Map.entry("work_mem", "8MB"));
  }

  @Test
  void allThatIsWrongIsSaidTogetherWithItsName() {
    assertThatThrownBy(
            () -> change(settings("fsync", "off", "work_men", "8MB", "max_connections", "many")))
        .hasMessageContaining("fsync cannot be set")
        .hasMessageContaining("work_men")
        .hasMessageContaining("a whole number, 20 to 5000");
    assertThat(bench.operations.findOpen(bench.ref.toString())).isEmpty();
  }

  @Test
  void smallerTypeThanASettingNeedsIsRefused() {
    bench.finish(
        bench.databases.resize(
            ANNA,
            bench.ref,
            new ResizeSpec(Optional.of("db.t4g.medium"), Optional.empty()),
            Optional.empty()));
    change(settings("shared_buffers", "2GB"));
    assertThatThrownBy(
            () ->
                bench.databases.resize(
                    ANNA,
                    bench.ref,
                    new ResizeSpec(Optional.of("db.t4g.micro"), Optional.empty()),
                    Optional.empty()))
        .hasMessageContaining("setting-does-not-fit")
        .hasMessageContaining("shared_buffers");
  }

  @Test
  void extensionsAreAnAdminsAndComeBackWithABackup() {
    assertThatThrownBy(
            () ->
                tunings.change(
                    ANNA, bench.ref, TuningSpec.adding("pg_stat_statements"), Optional.empty()))
        .hasMessageContaining("not-allowed");
    assertThatThrownBy(() -> change(TuningSpec.adding("file_fdw")))
        .hasMessageContaining("extension-refused");
    assertThatThrownBy(() -> change(TuningSpec.adding("vector")))
        .hasMessageContaining("extension-not-here")
        .hasMessageContaining("postgresql-18-pgvector");
    assertThat(change(TuningSpec.adding("pg_stat_statements")).steps()).hasSize(2);
    assertThat(change(TuningSpec.adding("amcheck")).steps()).hasSize(1);
    assertThat(tunings.extensions(bench.ref))
        .filteredOn(ExtensionNow::isOurs)
        .extracting(ExtensionNow::name)
        .containsExactly("amcheck", "pg_stat_statements");
    assertThat(change(TuningSpec.removing("amcheck")).status())
        .isEqualTo(Operation.Status.SUCCEEDED);
    assertThatThrownBy(() -> change(TuningSpec.removing("citext")))
        .hasMessageContaining("did not add");

    var name = bench.databases.proposeBackupName(bench.ref);
    bench.finish(bench.databases.remove(ANNA, bench.ref, Optional.of(name), Optional.empty()));
    var again =
        new DatabaseSpec(
            bench.ref,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            false,
            Optional.of(name));
    bench.finish(bench.databases.add(ANNA, again, Optional.empty()));
    assertThat(wanted().extensions()).isEqualTo(List.of("pg_stat_statements"));
    assertThat(tunings.get(bench.ref).extensions()).containsExactly("pg_stat_statements");
  }
}
