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
  void sentencesStandBelowAndTearNoColumns() {
    var table =
        new Table("DATABASE", "STATUS", "ADDRESS")
            .row("shop/dev/postgres", "available", "localhost:1")
            .note("shop/dev/postgres", "it lets every user of the network in, look at its rules")
            .row("shop/dev/redis", "available", "localhost:2");
    assertThat(table.render(80))
        .isEqualTo(
            """
            DATABASE           STATUS     ADDRESS
            shop/dev/postgres  available  localhost:1
            shop/dev/redis     available  localhost:2

            shop/dev/postgres: it lets every user of the network in, look at its rules
            """);
    assertThat(table.render(40))
        .isEqualTo(
            """
            DATABASE  shop/dev/postgres
            STATUS    available
            ADDRESS   localhost:1

            DATABASE  shop/dev/redis
            STATUS    available
            ADDRESS   localhost:2

            shop/dev/postgres: it lets every user of
              the network in, look at its rules
            """);
  }

  @Test
  void theLastColumnIsWrappedWhereThatIsEnough() {
    var table =
        new Table("WHEN", "DETAILS").row("3 min", "one two three four five six seven eight nine");
    assertThat(table.render(40))
        .isEqualTo(
            """
            WHEN   DETAILS
            3 min  one two three four five six seven
                   eight nine
            """);
    assertThat(table.render(40).lines()).allMatch(line -> Display.width(line) <= 40);
    var url = "x".repeat(60);
    assertThat(new Table("A", "B").row("a", url).render(40)).contains(url);
  }

  @Test
  void columnsAreAsWideAsTheirLettersAreShown() {
    assertThat(new Table("A", "B").row("Zürich", "x").row("東京", "y").row("🦊é", "z").toString())
        .isEqualTo("A       B\nZürich  x\n東京    y\n🦊é     z\n");
    assertThat(new Table("A", "B").row("a\nb\tc\u001b[31m", "x").toString())
        .isEqualTo("A           B\na↵b␉c␛[31m  x\n");
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
