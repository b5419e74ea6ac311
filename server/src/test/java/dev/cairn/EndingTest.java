package dev.cairn;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EndingTest {
  @TempDir private Path directory;
  private Path report;

  @BeforeEach
  void prepare() {
    report = directory.resolve("ending.txt");
  }

  /** As where Cairn's own database or the container engine is away. */
  @Test
  void whatFailsKeepsNothingBehindItFromEnding() {
    var ended = new ArrayList<String>();

    var ending =
        new Ending(report)
            .then("stop applications", () -> ended.add("applications"))
            .then(
                "stop the edge",
                () -> {
                  throw new IllegalStateException("its state is away");
                })
            .then("stop databases", () -> ended.add("databases"));

    assertThat(ended).containsExactly("applications", "databases");
    assertThat(ending.status()).isEqualTo(1);
    assertThat(report).content().contains("stop the edge", "its state is away").hasLineCount(1);
  }

  @Test
  void whatEndsAsItShouldIsNoFailure() {
    assertThat(new Ending(report).then("stop nothing", () -> {}).status()).isZero();
    assertThat(report).isEmptyFile();
  }
}
