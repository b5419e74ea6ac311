package dev.cairn.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TableTest {

  @Test
  void columnsAreAsWideAsTheyNeedToBe() {
    var table = new Table("STACK", "STAGES").row("notes", "dev, prod").row("a-longer-name", "");
    assertThat(table.toString())
        .isEqualTo(
            """
            STACK          STAGES
            notes          dev, prod
            a-longer-name  -
            """);
  }

  @Test
  void timesAndSizesReadLikeWords() {
    assertThat(Words.duration(Duration.ofMillis(440))).isEqualTo("0.4 s");
    assertThat(Words.duration(Duration.ofSeconds(75))).isEqualTo("75 s");
    assertThat(Words.duration(Duration.ofMinutes(90))).isEqualTo("90 min");
    assertThat(Words.duration(Duration.ofDays(3))).isEqualTo("3 d");
    assertThat(Words.bytes(39L << 20)).isEqualTo("39 MiB");
    assertThat(Words.bytes(20L << 30)).isEqualTo("20 GiB");
  }
}
