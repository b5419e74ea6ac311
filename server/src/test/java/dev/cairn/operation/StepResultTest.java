package dev.cairn.operation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class StepResultTest {
  @Test
  void whatTakesLongIsLookedAtSeldom() {
    assertThat(pauseAfter(Duration.ZERO)).isEqualTo(Duration.ofMillis(100));
    assertThat(pauseAfter(Duration.ofSeconds(20)))
        .isBetween(Duration.ofMillis(1000), Duration.ofMillis(1200));
    assertThat(pauseAfter(Duration.ofHours(5))).isEqualTo(Duration.ofSeconds(3));
    assertThat(pauseAfter(Duration.ofHours(-1))).isEqualTo(Duration.ofMillis(100));
  }

  private static Duration pauseAfter(Duration taken) {
    return StepResult.waitSince(Instant.now().minus(taken), "a deploy").pause();
  }
}
