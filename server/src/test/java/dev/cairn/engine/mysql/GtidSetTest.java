package dev.cairn.engine.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GtidSetTest {
  private static final String ONE = "3e11fa47-71ca-11e1-9e33-c80aa9429562";
  private static final String TWO = "aa2e7847-ecf0-11f1-bc1c-02fc00000001";

  private static GtidSet set(String text) {
    return GtidSet.of(text);
  }

  @Test
  void whatAServerAnswersIsUnderstood() {
    assertThat(set(ONE.toUpperCase(java.util.Locale.ROOT) + ":1-3:5,\n" + TWO + ":7"))
        .hasToString(ONE + ":1-3:5-5," + TWO + ":7-7");
    assertThat(set("")).isEqualTo(GtidSet.NONE);
    assertThat(set(ONE + ":1-2:3:4-6")).isEqualTo(set(ONE + ":1-6"));
    assertThat(set(ONE + ":1-2:night:1:7")).hasToString(ONE + ":1-2," + ONE + ":night:1-1:7-7");
    assertThatThrownBy(() -> set(ONE + ":1-x")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aSetIsWithinAnother() {
    var all = set(ONE + ":1-10:20-30," + TWO + ":1");
    assertThat(GtidSet.NONE.isWithin(all)).isTrue();
    assertThat(all.isWithin(all)).isTrue();
    assertThat(set(ONE + ":4-6:25").isWithin(all)).isTrue();
    assertThat(set(ONE + ":9-11").isWithin(all)).isFalse();
    assertThat(set(TWO + ":2").isWithin(all)).isFalse();
    assertThat(all.isWithin(set(ONE + ":1-30"))).isFalse();
    assertThat(set(ONE + ":1-19").and(set(ONE + ":20")).and(set(TWO + ":1")).has(ONE, 20)).isTrue();
  }

  @Test
  void whatIsInOneOnlyIsCounted() {
    var all = set(ONE + ":1-10:20-30," + TWO + ":1-3");
    assertThat(all.count()).isEqualTo(24);
    assertThat(all.minus(all)).isEqualTo(GtidSet.NONE);
    assertThat(all.minus(GtidSet.NONE)).isEqualTo(all);
    assertThat(all.minus(set(ONE + ":3-4:9-25:40," + TWO + ":1-2")))
        .isEqualTo(set(ONE + ":1-2:5-8:26-30," + TWO + ":3"));
    assertThat(GtidSet.NONE.minus(all).count()).isZero();
    assertThat(set(ONE + ":5").minus(set(ONE + ":7"))).isEqualTo(set(ONE + ":5"));
  }

  @Test
  void theNextNumberOfAnOriginFollowsTheLast() {
    assertThat(set(ONE + ":1-3:7").next(ONE)).isEqualTo(8);
    assertThat(set(ONE + ":1-3:7").next(TWO)).isEqualTo(1);
    assertThat(new GtidSet(Map.of()).next(ONE)).isEqualTo(1);
  }

  @Test
  void whatIsNoBinaryLogIsNotReadAsOne() {
    for (var bytes :
        new byte[][] {
          {},
          {1, 2, 3, 4},
          new byte[40],
          // It begins as one, and an event of no length follows.
          {(byte) 0xfe, 'b', 'i', 'n', 0, 0, 0, 0, 35, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}
        }) {
      assertThatThrownBy(
              () -> MySqlLogFile.read(new ByteArrayInputStream(bytes), bytes.length, GtidSet.NONE))
          .isInstanceOf(IOException.class);
    }
  }
}
