package dev.cairn.provider.local.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SilenceTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final Silence silence = new Silence(Duration.ofSeconds(40));
  private long now = -3 * SECOND;

  private boolean asked(int seconds, boolean answered) {
    long began = now;
    now += seconds * SECOND;
    boolean tooLong = silence.isTooLong(began, now, answered);
    now += 5 * SECOND;
    return tooLong;
  }

  /** The first question may begin five seconds after the last answer, and ending takes five. */
  @Test
  void whoAnswersNothingIsNotedWithinAMinute() {
    long began = now;
    while (!asked(5, false)) {
      assertThat(now - began).isLessThan(50 * SECOND);
    }
    assertThat(asked(5, false)).as("it begins anew").isFalse();
  }

  @Test
  void whoAnswersNowAndThenIsOnlyBusy() {
    for (int i = 0; i < 40; i++) {
      assertThat(asked(5, i % 4 == 3)).isFalse();
    }
  }

  @Test
  void failingAtOnceAFewTimesIsNotYetSilence() {
    for (int i = 0; i < 7; i++) {
      assertThat(asked(0, false)).isFalse();
    }
  }

  @Test
  void norIsOneQuestionDuringWhichTheAskingStoodStill() {
    assertThat(asked(5, false)).isFalse();
    assertThat(asked(600, false)).isFalse();
    assertThat(asked(0, true)).isFalse();
    assertThat(asked(600, false)).isFalse();
  }
}
