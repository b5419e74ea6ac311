package dev.cairn.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.bench.Probe.Accepted;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PromotionRoundTest {
  private static final List<Accepted> FORMER = List.of(new Accepted(10, 20), new Accepted(30, 40));

  private static PromotionRound round(List<Accepted> former, List<Accepted> next) {
    return new PromotionRound(true, Optional.of(0L), 0, former, next, 50);
  }

  @Test
  void oneAfterTheOtherIsNoTwo() {
    var round = round(FORMER, List.of(new Accepted(90, 100), new Accepted(110, 120)));
    assertThat(round.bothAccepted()).isFalse();
    assertThat(round.untilWritten()).isEqualTo(Duration.ofNanos(50));
    assertThat(round.refused()).isEqualTo(Duration.ofNanos(60));
  }

  @Test
  void writeThatTheFormerTakesAfterOneOfTheNewIsSeen() {
    var former = List.of(new Accepted(10, 20), new Accepted(105, 106));
    assertThat(round(former, List.of(new Accepted(90, 100))).bothAccepted()).isTrue();
  }

  @Test
  void writesOfBothOfWhichNobodyKnowsWhichCameFirstAreNoProof() {
    var former = List.of(new Accepted(85, 130));
    assertThat(round(former, List.of(new Accepted(90, 100))).bothAccepted()).isFalse();
  }

  @Test
  void plannedMayLoseNothingAndAnotherNoMoreThanWasSaid() {
    assertThat(lostTooMuch(true, Optional.of(5000L), 1)).isTrue();
    assertThat(lostTooMuch(true, Optional.of(0L), 0)).isFalse();
    assertThat(lostTooMuch(false, Optional.of(0L), 1)).isTrue();
    assertThat(lostTooMuch(false, Optional.of(5000L), 5)).isFalse();
    assertThat(lostTooMuch(false, Optional.of(100L), 5)).isTrue();
    assertThat(lostTooMuch(false, Optional.empty(), 5)).isFalse();
  }

  private static boolean lostTooMuch(boolean planned, Optional<Long> said, int lost) {
    return new PromotionRound(planned, said, lost, FORMER, List.of(), 50).lostTooMuch();
  }
}
