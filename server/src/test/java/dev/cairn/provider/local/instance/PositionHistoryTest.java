package dev.cairn.provider.local.instance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PositionHistoryTest {
  private final PositionHistory<Long> history = new PositionHistory<>();

  private void seen(long seconds, long position) {
    history.add(position, after(seconds));
  }

  private static long after(long seconds) {
    // It may begin anywhere, and go past its end.
    return Long.MAX_VALUE - 5_000_000_000L + Duration.ofSeconds(seconds).toNanos();
  }

  @Test
  void ageIsHowLongAgoThePrimaryWasThere() {
    seen(0, 100);
    seen(10, 200);
    seen(20, 300);
    assertThat(history.age(250L, after(25))).contains(Duration.ofSeconds(15));
    assertThat(history.age(300L, after(25))).contains(Duration.ofSeconds(5));
    assertThat(history.age(100L, after(25))).contains(Duration.ofSeconds(25));
  }

  @Test
  void nobodyRemembersWhatWasBeforeTheFirst() {
    assertThat(history.age(50L, after(0))).isEmpty();
    seen(0, 100);
    assertThat(history.age(50L, after(5))).isEmpty();
  }

  @Test
  void idlePrimaryIsWhereItWasUntilItWasSeenLast() {
    seen(0, 100);
    seen(1000, 100);
    seen(1010, 200);
    assertThat(history.age(100L, after(1010))).contains(Duration.ofSeconds(10));
  }

  @Test
  void anotherHistoryIsAboutNothingOfTheOneBefore() {
    seen(0, 100);
    seen(10, 200);
    seen(20, 150);
    assertThat(history.age(140L, after(30))).isEmpty();
    assertThat(history.age(200L, after(30))).contains(Duration.ofSeconds(10));
  }

  /** A replica that does not answer for days costs no memory: only how exact it is. */
  @Test
  void rememberingIsBoundedAndExactForItsAge() {
    int looks = 200_000;
    for (int i = 0; i <= looks; i++) {
      seen(i, i);
      assertThat(history.size()).isLessThanOrEqualTo(PositionHistory.MOST);
    }
    for (long age : new long[] {0, 1, 7, 60, 3600, 100_000}) {
      assertThat(history.age(looks - age, after(looks)).orElseThrow())
          .isBetween(Duration.ofSeconds(age), Duration.ofSeconds(age + age / 31 + 1));
    }
    assertThat(history.age(0L, after(looks))).contains(Duration.ofSeconds(looks));
  }
}
