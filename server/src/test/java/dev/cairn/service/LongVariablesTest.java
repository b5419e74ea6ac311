package dev.cairn.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cairn.core.Allocated;
import dev.cairn.core.FirstViolations;
import dev.cairn.core.ProblemException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Texts as long as a request: none takes the square of its length, which would be hours. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LongVariablesTest {
  private static final int MOST = 1_000_000;

  @Test
  void lineOfSpacesIsRead() {
    var spaces = " ".repeat(MOST);
    assertThat(DotEnv.read("A=b" + spaces + "c")).containsEntry("A", "b" + spaces + "c");
    assertThat(DotEnv.read("A=b" + spaces + "#c")).containsEntry("A", "b");
    assertThat(DotEnv.read("A=b" + "#".repeat(MOST))).containsEntry("A", "b" + "#".repeat(MOST));
  }

  @Test
  void linesThatSetNothingAreRefused() {
    assertThatThrownBy(() -> DotEnv.read("a\n".repeat(MOST / 2) + "A=b"))
        .isInstanceOf(ProblemException.class);
  }

  @Test
  void valueIsLookedThroughForAPassword() {
    var addresses = "://a:".repeat(MOST / 5);
    assertThat(VariableRules.looksSecret("A", addresses)).isFalse();
    assertThat(VariableRules.looksSecret("A", "@" + addresses)).isFalse();
    assertThat(VariableRules.looksSecret("A", addresses + " @")).isFalse();
    assertThat(VariableRules.looksSecret("A", addresses + "@")).isTrue();
  }

  @Test
  void whatIsNotToldIsNotWorkedOut() {
    var set = new HashMap<String, String>();
    for (int i = 0; i < 20_000; i++) {
      set.put("A" + i, "secret:shopp" + i + "#k");
    }
    assertThat(
            Allocated.by(
                () -> {
                  var refused =
                      catchThrowableOfType(
                          ProblemException.class,
                          () ->
                              VariableRules.check(
                                  set, Set.of(), Set.of(), Map.of("shopping", Set.of("k"))));
                  assertThat(refused.problem().violations()).hasSize(FirstViolations.MOST);
                }))
        .isLessThan(5L * 1024 * 1024);
  }
}
