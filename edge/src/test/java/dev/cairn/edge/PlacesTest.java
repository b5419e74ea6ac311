package dev.cairn.edge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlacesTest {
  private final Places places = new Places(1000, 500);

  @Test
  void oneStageHasItsPart() {
    assertThat(takeAll("a")).isEqualTo(500);
    places.giveBack("a");
    assertThat(takeAll("a")).isOne();
  }

  @Test
  void theLastTenthIsForStagesThatHaveHardlyAny() {
    assertThat(takeAll("a") + takeAll("b")).isEqualTo(900);
    for (int i = 0; i < 10; i++) {
      assertThat(takeAll("small" + i)).isEqualTo(10);
    }
    assertThat(takeAll("one too many")).isZero();

    places.giveBack("a");
    assertThat(takeAll("a")).as("a stage that has many").isZero();
    assertThat(takeAll("one too many")).isOne();
  }

  @Test
  void whatIsGivenBackCountsNoMore() {
    int taken = takeAll("a");
    for (int i = 0; i < taken; i++) {
      places.giveBack("a");
    }
    assertThat(places.of("a")).isZero();
    assertThat(takeAll("b") + takeAll("a")).isEqualTo(900);
  }

  private int takeAll(String stage) {
    int taken = 0;
    while (places.take(stage)) {
      taken++;
    }
    return taken;
  }
}
