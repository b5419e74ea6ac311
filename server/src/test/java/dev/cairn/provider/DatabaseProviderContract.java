package dev.cairn.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.core.Bytes;
import dev.cairn.core.ReadyWait;
import dev.cairn.core.Sensitive;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What every provider of databases must do. A subclass says which provider, and how to look in. */
public abstract class DatabaseProviderContract extends ProviderUnderTest {
  @Test
  void offersItsVersionsNewestFirst() {
    var offers = provider().versions(engine());
    assertThat(offers).isNotEmpty().allMatch(it -> !it.source().isBlank());
    assertThat(offers.stream().map(it -> newness(it)).toList())
        .isSortedAccordingTo(java.util.Comparator.reverseOrder());
  }

  /** The version's number: Valkey counts on from Redis. */
  private static double newness(VersionOffer offer) {
    return Double.parseDouble(offer.version().name().replaceFirst("^valkey-", ""));
  }

  @Test
  void whatWasNeverMadeIsMissing() {
    assertThat(state("nothing-here")).isEqualTo(Observed.State.MISSING);
    assertThat(provider().remove("nothing-here", line -> {})).isEqualTo(Progress.ready());
  }

  @Test
  void ensureTwiceIsOneDatabaseThatKeepsRunning() throws Exception {
    var instance = wanted("notes-dev-aaaa");
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
    var instance = wanted("notes-dev-bbbb");
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
  void resizeRestartsAtMostOnceAndKeepsData() throws Exception {
    var instance = wanted("notes-dev-cccc");
    ensure(instance);
    write(instance, "kept");
    long before = start(instance.id());
    var larger = sized(instance, type(1), Bytes.ofGib(40));
    ensure(larger);
    long after = start(instance.id());
    assertThat(after != before).isEqualTo(resizeRestarts());
    ensure(larger);
    assertThat(start(instance.id())).isEqualTo(after);
    assertThat(read(instance)).containsExactly("kept");
  }

  @Test
  void moreStorageAloneRestartsNothing() throws Exception {
    var instance = wanted("notes-dev-kkkk");
    ensure(instance);
    long before = start(instance.id());
    ensure(sized(instance, type(0), Bytes.ofGib(40)));
    assertThat(start(instance.id())).isEqualTo(before);
  }

  @Test
  void newPasswordTakesEffect() throws Exception {
    var instance = wanted("notes-dev-dddd");
    ensure(instance);
    write(instance, "kept");
    var changed = with(instance, new Login("notes", Sensitive.of("r".repeat(40))));
    ensure(changed);
    assertThat(read(changed)).containsExactly("kept");
    assertThat(logsIn(changed, LOGIN)).isFalse();
  }

  @Test
  void secondLoginComesBesideTheFirstAndStaysAloneWithTheSameData() throws Exception {
    var instance = wanted("notes-dev-llll");
    ensure(instance);
    write(instance, "by the first");
    long started = start(instance.id());
    var second = secondLogin(instance);
    var both = with(instance, second, LOGIN);
    ensure(both);
    assertThat(logsIn(both, LOGIN)).isTrue();
    assertThat(logsIn(both, second)).isTrue();
    write(both, "by the second");
    var alone = with(instance, second);
    ensure(alone);
    ensure(alone);
    assertThat(logsIn(alone, LOGIN)).isFalse();
    assertThat(read(alone)).containsExactly("by the first", "by the second");
    var third = new Login("notes", Sensitive.of("t".repeat(40)));
    ensure(with(instance, third, second));
    ensure(with(instance, third));
    assertThat(logsIn(instance, second)).isFalse();
    write(with(instance, third), "by the third");
    assertThat(read(with(instance, third)))
        .containsExactly("by the first", "by the second", "by the third");
    assertThat(start(instance.id())).isEqualTo(started);
  }

  @Test
  void fullDatabaseRefusesWritesUntilItIsGivenMore() throws Exception {
    var instance = sized(wanted("notes-dev-mmmm"), type(0), littleStorage());
    ensure(instance);
    write(instance, "kept");
    provider().guardStorage(instance.id());
    assertThat(provider().observe(instance.id()).writable()).isTrue();
    ReadyWait.upTo(Duration.ofSeconds(60))
        .every(Duration.ofMillis(1))
        .until("the storage to be used up", () -> fillsUp(instance));
    var full = provider().observe(instance.id());
    assertThat(full.state()).isEqualTo(Observed.State.RUNNING);
    assertThat(full.reason()).contains("storage is used up");
    assertThatThrownBy(() -> fill(instance)).isInstanceOf(Exception.class);
    assertThat(read(instance)).containsExactly("kept");
    kill(instance.id());
    ensure(instance);
    assertThatThrownBy(() -> fill(instance)).as("after a restart").isInstanceOf(Exception.class);
    var second = secondLogin(instance);
    ensure(with(instance, second, LOGIN));
    assertThat(logsIn(instance, second)).as("let in by a full one").isTrue();
    ensure(instance);
    assertThat(logsIn(instance, second)).as("revoked by a full one").isFalse();
    ensure(sized(instance, type(0), Bytes.ofGib(20)));
    assertThat(provider().observe(instance.id()).writable()).isTrue();
    write(instance, "more");
    assertThat(read(instance)).containsExactly("kept", "more");
  }

  private boolean fillsUp(DatabaseInstance instance) {
    try {
      fill(instance);
    } catch (Exception refused) {
      assertThat(provider().observe(instance.id()).writable())
          .as("writes are refused only at the limit: %s", refused)
          .isFalse();
      return true;
    }
    provider().guardStorage(instance.id());
    return false;
  }

  @Test
  void engineCountsWhatItDoes() throws Exception {
    var instance = wanted("notes-dev-nnnn");
    ensure(instance);
    var before = provider().statistics(instance.id()).orElseThrow();
    write(instance, "one");
    ReadyWait.upTo(Duration.ofSeconds(10))
        .until(
            "the statistics to move",
            () -> provider().statistics(instance.id()).orElseThrow().queries() > before.queries());
    assertThat(before.maxConnections()).isPositive();
    assertThat(provider().statistics("nothing-here")).isEmpty();
  }

  @Test
  void backupKeepsTheDataAndComesBackUnderAnotherName() throws Exception {
    var instance = wanted("notes-dev-eeee");
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
    var again = from(wanted("diary-dev-ffff"), "final", "diary");
    ensure(again);
    assertThat(read(again)).containsExactly("kept");
    write(again, "more");
    ensure(again);
    assertThat(read(again)).containsExactly("kept", "more");
    var second = from(wanted("diary-prod-gggg"), "final", "diary");
    ensure(second);
    assertThat(read(second)).as("the backup itself is untouched").containsExactly("kept");
  }

  @Test
  void backupOfAnotherIsNotTakenForOnesOwn() throws Exception {
    var first = wanted("notes-dev-kkkk");
    ensure(first);
    assertThat(provider().backup(first.id(), "shared", line -> {})).isEqualTo(Progress.ready());
    assertThat(provider().remove(first.id(), line -> {})).isEqualTo(Progress.ready());
    var second = wanted("notes-dev-llll");
    ensure(second);
    write(second, "kept");
    assertThat(provider().backup(second.id(), "shared", line -> {}))
        .extracting("problem.code")
        .isEqualTo("backup-exists");
    ensure(second);
    assertThat(read(second)).containsExactly("kept");
  }

  @Test
  void ensureAfterABackupThatWasNotFollowedByRemovalBringsTheDataBack() throws Exception {
    var instance = wanted("notes-dev-hhhh");
    ensure(instance);
    write(instance, "kept");
    assertThat(provider().backup(instance.id(), "undone", line -> {})).isEqualTo(Progress.ready());
    ensure(instance);
    assertThat(read(instance)).containsExactly("kept");
  }

  @Test
  void unknownBackupIsAProblemAndLeavesNothingRunning() {
    var instance = from(wanted("notes-dev-iiii"), "nowhere", "notes");
    assertThat(provider().ensure(instance, line -> {}))
        .isInstanceOfSatisfying(
            Progress.Failed.class,
            it -> assertThat(it.problem().code()).isEqualTo("backup-not-found"));
    assertThat(state(instance.id())).isNotEqualTo(Observed.State.RUNNING);
  }

  @Test
  void otherVersionOfExistingDataIsRefused() {
    var instance = wanted("notes-dev-jjjj");
    ensure(instance);
    var other =
        new DatabaseInstance(
            instance.id(),
            instance.engine(),
            otherVersion(),
            instance.type(),
            instance.storage(),
            instance.stage(),
            instance.database(),
            instance.logins(),
            instance.cacheOnly(),
            instance.fromBackup());
    assertThat(provider().ensure(other, line -> {}))
        .isInstanceOfSatisfying(
            Progress.Failed.class,
            it -> assertThat(it.problem().code()).isEqualTo("version-differs"));
    assertThat(state(instance.id())).isEqualTo(Observed.State.RUNNING);
  }
}
