package dev.cairn.provider.local.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class WalHistoryTest {
  private final WalHistory history = new WalHistory();

  private static long after(long seconds) {
    return Duration.ofSeconds(seconds).toNanos();
  }

  @Test
  void lagIsHowLongAgoThePrimaryWasWhereTheReplicaIs() {
    history.written(after(0), 100);
    history.written(after(10), 200);
    history.written(after(20), 300);
    history.replayed(after(20), 250, true);
    assertThat(history.lag(after(25))).contains(Duration.ofSeconds(15));
    assertThat(history.behind()).contains(50L);
  }

  @Test
  void nobodyCanTellTheLagOfWhatWasNeverSeen() {
    history.written(after(0), 100);
    history.replayed(after(0), 50, true);
    assertThat(history.lag(after(5))).isEmpty();
    assertThat(history.behind()).contains(50L);
  }

  @Test
  void idlePrimaryIsWhereItWasUntilItWasSeenLast() {
    history.written(after(0), 100);
    history.written(after(1000), 100);
    history.written(after(1010), 200);
    history.replayed(after(1010), 100, true);
    assertThat(history.lag(after(1010))).contains(Duration.ofSeconds(10));
  }

  @Test
  void standsOnlyWhileThereIsSomethingToReplay() {
    history.written(after(0), 100);
    history.replayed(after(0), 100, true);
    history.replayed(after(500), 100, true);
    assertThat(history.standsFor(after(500))).isEqualTo(Duration.ZERO);
    history.written(after(510), 200);
    history.replayed(after(510), 100, true);
    assertThat(history.standsFor(after(630))).isEqualTo(Duration.ofSeconds(130));
    history.replayed(after(640), 150, true);
    assertThat(history.standsFor(after(640))).isEqualTo(Duration.ZERO);
  }

  @Test
  void silenceBeginsWithTheLastThatWasSent() {
    history.replayed(after(0), 100, true);
    history.replayed(after(10), 100, false);
    history.replayed(after(20), 100, false);
    assertThat(history.silentFor(after(20))).isEqualTo(Duration.ofSeconds(20));
    history.replayed(after(30), 100, true);
    assertThat(history.silentFor(after(30))).isEqualTo(Duration.ZERO);
  }
}
