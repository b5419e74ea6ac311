package dev.cairn.provider.local.instance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HalfLoginsTest {
  private final HalfLogins<Integer> logins = new HalfLogins<>();

  @Test
  void fewMayTakeTheirTime() {
    var few = numbers(0, HalfLogins.HARMLESS);
    assertThat(logins.look("one", few)).isEmpty();
    assertThat(logins.look("one", few)).isEmpty();
  }

  @Test
  void ofManyThoseGoThatWereThereBefore() {
    assertThat(logins.look("one", numbers(0, 50))).isEmpty();
    assertThat(logins.look("other", numbers(0, 50))).isEmpty();
    assertThat(logins.look("one", numbers(40, 90))).containsExactlyElementsOf(numbers(40, 50));
  }

  private static List<Integer> numbers(int from, int to) {
    return IntStream.range(from, to).boxed().toList();
  }
}
