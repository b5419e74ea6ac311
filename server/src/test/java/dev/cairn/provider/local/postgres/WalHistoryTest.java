package dev.cairn.provider.local.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class WalHistoryTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private final WalHistory history = new WalHistory();

  private static Instant after(long seconds) {
    return START.plusSeconds(seconds);
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

  /** A replica that does not answer for days costs no memory: only how exact it is. */
  @Test
  void manySightingsAreThinnedOut() {
    for (int i = 0; i < 100 * WalHistory.MOST; i++) {
      history.written(after(i), 100 + i);
    }
    history.replayed(after(100 * WalHistory.MOST), 100 + 50 * WalHistory.MOST, false);
    assertThat(history.lag(after(100 * WalHistory.MOST)).orElseThrow())
        .isBetween(
            Duration.ofSeconds(50L * WalHistory.MOST), Duration.ofSeconds(53L * WalHistory.MOST));
  }
}
