package dev.cairn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class EndingTest {
  /** As where Cairn's own database or the container engine is away. */
  @Test
  void whatFailsKeepsNothingBehindItFromEnding() {
    var ended = new ArrayList<String>();

    var ending =
        new Ending()
            .then("stop applications", () -> ended.add("applications"))
            .then(
                "stop the edge",
                () -> {
                  throw new IllegalStateException("its state is away");
                })
            .then("stop databases", () -> ended.add("databases"));

    assertThat(ended).containsExactly("applications", "databases");
    assertThat(ending.status()).isEqualTo(1);
  }

  @Test
  void whatEndsAsItShouldIsNoFailure() {
    assertThat(new Ending().then("stop nothing", () -> {}).status()).isZero();
  }
}
