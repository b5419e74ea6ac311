package dev.cairn.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.core.Bytes;
import dev.cairn.core.ReadyWait;
import dev.cairn.core.Sensitive;
import dev.cairn.engine.InstanceType;
import dev.cairn.engine.Postgres;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What every provider of databases must do. A subclass says which provider, and how to look in. */
public abstract class DatabaseProviderContract {
  protected static final Sensitive<String> PASSWORD = Sensitive.of("p".repeat(39) + "_");
  private final List<String> made = new ArrayList<>();

  /** A provider over the same place: what another life of Cairn would see. */
  protected abstract DatabaseProvider provider();

  protected abstract String version();

  /** Writes a line into the database as the application's user. */
  protected abstract void write(DatabaseInstance instance, String text) throws Exception;

  /** All lines that were written. */
  protected abstract List<String> read(DatabaseInstance instance) throws Exception;

  /** Ends the engine as a crash would. */
  protected abstract void kill(String instanceId) throws Exception;

  /** A number that changes whenever the engine is started anew. */
  protected abstract long start(String instanceId);

  @AfterEach
  void removeAll() {
    for (var id : made) {
      assertThat(provider().remove(id, line -> {})).isEqualTo(Progress.ready());
    }
    provider().listBackups().forEach(it -> provider().removeBackup(it.name()));
  }

  protected DatabaseInstance wanted(String id) {
    made.add(id);
    return new DatabaseInstance(
        id,
        Postgres.INSTANCE,
        version(),
        type(0),
        Bytes.ofGib(20),
        Optional.empty(),
        "notes",
        "notes",
        PASSWORD,
        Optional.empty());
  }

  private static InstanceType type(int index) {
    return Postgres.INSTANCE.types().get(index);
  }

  protected void ensure(DatabaseInstance instance) {
    assertThat(provider().ensure(instance, line -> {})).isEqualTo(Progress.ready());
  }

  protected Observed.State state(String id) {
    return provider().observe(id).state();
  }

  @Test
  void offersItsVersionsNewestFirst() {
    var offers = provider().versions(Postgres.INSTANCE);
    assertThat(offers).isNotEmpty().allMatch(it -> !it.source().isBlank());
    assertThat(offers.stream().map(it -> Integer.valueOf(it.version().name())).toList())
        .isSortedAccordingTo(java.util.Comparator.reverseOrder());
  }

  @Test
  void whatWasNeverMadeIsMissing() {
    assertThat(state("nothing-here")).isEqualTo(Observed.State.MISSING);
    assertThat(provider().remove("nothing-here", line -> {})).isEqualTo(Progress.ready());
  }

  @Test
  void ensureTwiceIsOneDatabaseThatKeepsRunning() throws Exception {
    var instance = wanted("notes-dev-postgres-aaaa");
    ensure(instance);
    var endpoint = provider().observe(instance.id()).endpoint().orElseThrow();
    write(instance, "one");
    long started = start(instance.id());
    ensure(instance);
    assertThat(read(instance)).containsExactly("one");
    assertThat(start(instance.id())).isEqualTo(started);
    assertThat(state(instance.id())).isEqualTo(Observed.State.RUNNING);
    assertThat(provider().observe(instance.id()).endpoint()).contains(endpoint);
    assertThat(provider().observe(instance.id()).used().value()).isPositive();
  }

  @Test
  void crashedDatabaseIsSeenAndBroughtBackWithItsData() throws Exception {
    var instance = wanted("notes-dev-postgres-bbbb");
    ensure(instance);
    write(instance, "kept");
    kill(instance.id());
    ReadyWait.upTo(Duration.ofSeconds(5))
        .until("the crash", () -> state(instance.id()) == Observed.State.FAILED);
    assertThat(provider().observe(instance.id()).reason()).isNotBlank();
    ensure(instance);
    assertThat(read(instance)).containsExactly("kept");
  }

  @Test
  void resizeRestartsOnceAndKeepsData() throws Exception {
    var instance = wanted("notes-dev-postgres-cccc");
    ensure(instance);
    write(instance, "kept");
    long before = start(instance.id());
    var larger = sized(instance, type(1), Bytes.ofGib(40));
    ensure(larger);
    long after = start(instance.id());
    assertThat(after).isNotEqualTo(before);
    ensure(larger);
    assertThat(start(instance.id())).isEqualTo(after);
    assertThat(read(instance)).containsExactly("kept");
  }

  private static DatabaseInstance sized(DatabaseInstance it, InstanceType type, Bytes storage) {
    return new DatabaseInstance(
        it.id(),
        it.engine(),
        it.version(),
        type,
        storage,
        it.stage(),
        it.database(),
        it.username(),
        it.password(),
        it.fromBackup());
  }

  protected static DatabaseInstance from(DatabaseInstance it, String backup, String name) {
    return new DatabaseInstance(
        it.id(),
        it.engine(),
        it.version(),
        it.type(),
        it.storage(),
        it.stage(),
        name,
        name,
        Sensitive.of("q".repeat(40)),
        Optional.of(backup));
  }

  @Test
  void newPasswordTakesEffect() throws Exception {
    var instance = wanted("notes-dev-postgres-dddd");
    ensure(instance);
    write(instance, "kept");
    var rotated =
        new DatabaseInstance(
            instance.id(),
            instance.engine(),
            instance.version(),
            instance.type(),
            instance.storage(),
            instance.stage(),
            instance.database(),
            instance.username(),
            Sensitive.of("r".repeat(40)),
            instance.fromBackup());
    ensure(rotated);
    assertThat(read(rotated)).containsExactly("kept");
  }

  @Test
  void backupKeepsTheDataAndComesBackUnderAnotherName() throws Exception {
    var instance = wanted("notes-dev-postgres-eeee");
    ensure(instance);
    write(instance, "kept");
    assertThat(provider().backup(instance.id(), "final", line -> {})).isEqualTo(Progress.ready());
    assertThat(provider().backup(instance.id(), "final", line -> {})).isEqualTo(Progress.ready());
    assertThat(state(instance.id())).isEqualTo(Observed.State.STOPPED);
    assertThat(provider().remove(instance.id(), line -> {})).isEqualTo(Progress.ready());
    assertThat(provider().remove(instance.id(), line -> {})).isEqualTo(Progress.ready());
    assertThat(state(instance.id())).isEqualTo(Observed.State.MISSING);
    assertThat(provider().backup(instance.id(), "final", line -> {})).isEqualTo(Progress.ready());
    assertThat(provider().listBackups())
        .singleElement()
        .satisfies(
            it -> {
              assertThat(it.name()).isEqualTo("final");
              assertThat(it.origin()).isEqualTo(instance.id());
              assertThat(it.version()).isEqualTo(version());
              assertThat(it.size().value()).isPositive();
            });
    var again = from(wanted("diary-dev-postgres-ffff"), "final", "diary");
    ensure(again);
    assertThat(read(again)).containsExactly("kept");
    write(again, "more");
    ensure(again);
    assertThat(read(again)).containsExactly("kept", "more");
    var second = from(wanted("diary-prod-postgres-gggg"), "final", "diary");
    ensure(second);
    assertThat(read(second)).as("the backup itself is untouched").containsExactly("kept");
  }

  @Test
  void ensureAfterABackupThatWasNotFollowedByRemovalBringsTheDataBack() throws Exception {
    var instance = wanted("notes-dev-postgres-hhhh");
    ensure(instance);
    write(instance, "kept");
    assertThat(provider().backup(instance.id(), "undone", line -> {})).isEqualTo(Progress.ready());
    ensure(instance);
    assertThat(read(instance)).containsExactly("kept");
  }

  @Test
  void unknownBackupIsAProblemAndLeavesNothingRunning() {
    var instance = from(wanted("notes-dev-postgres-iiii"), "nowhere", "notes");
    assertThat(provider().ensure(instance, line -> {}))
        .isInstanceOfSatisfying(
            Progress.Failed.class,
            it -> assertThat(it.problem().code()).isEqualTo("backup-not-found"));
    assertThat(state(instance.id())).isNotEqualTo(Observed.State.RUNNING);
  }

  @Test
  void otherVersionOfExistingDataIsRefused() {
    var instance = wanted("notes-dev-postgres-jjjj");
    ensure(instance);
    var other =
        new DatabaseInstance(
            instance.id(),
            instance.engine(),
            version().equals("15") ? "18" : "15",
            instance.type(),
            instance.storage(),
            instance.stage(),
            instance.database(),
            instance.username(),
            instance.password(),
            instance.fromBackup());
    assertThat(provider().ensure(other, line -> {}))
        .isInstanceOfSatisfying(
            Progress.Failed.class,
            it -> assertThat(it.problem().code()).isEqualTo("version-differs"));
    assertThat(state(instance.id())).isEqualTo(Observed.State.RUNNING);
  }
}
