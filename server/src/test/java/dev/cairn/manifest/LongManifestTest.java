package dev.cairn.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cairn.core.Allocated;
import dev.cairn.core.FirstViolations;
import dev.cairn.core.Problem;
import dev.cairn.core.ProblemException;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LongManifestTest {
  private static final int MOST = 1_000_000;

  private static Problem refusal(String yaml) {
    return catchThrowableOfType(
            ProblemException.class, () -> ManifestReader.read(yaml, Optional.empty()))
        .problem();
  }

  @Test
  void ofManyMistakesTheFirstAreNamed() {
    var problem = refusal("stack: a\nstages:\n" + "  - {b: 1}\n".repeat(3_000));
    assertThat(problem.violations()).hasSize(FirstViolations.MOST);
    assertThat(problem.violations().getLast().message()).contains("more");
    assertThat(problem.message()).hasSizeLessThan(10_000);
  }

  static Stream<String> endless() {
    var one = "x".repeat(MOST);
    var lines = "x-a: &a |\n" + "  text\n".repeat(MOST / 10);
    return Stream.of(
        "? " + one + "\n: b",
        one + ": b",
        "? |\n" + "  key\n".repeat(MOST / 6) + ": b",
        "#" + one,
        "'" + one,
        "\"" + one + "\"",
        "!" + one + " a",
        "&" + one + " *b",
        "%" + one,
        " ".repeat(MOST),
        "\n".repeat(MOST),
        "\t".repeat(MOST),
        "[".repeat(MOST),
        "{".repeat(MOST),
        "- ".repeat(MOST / 2),
        "? ".repeat(MOST / 2),
        "%a\n".repeat(MOST / 3),
        "x\n".repeat(MOST / 2),
        "x:\n".repeat(MOST / 3),
        "stack: " + one,
        "stack: a\nstages: [{name: b, databases: [" + one + "]}]",
        "stack: a\nstages: [{name: b, databases: [{engine: redis, type: " + one + "}]}]",
        lines + "stages: [" + "*a,".repeat(15_000) + "]",
        lines + "stages: [{databases: [" + "*a,".repeat(15_000) + "]}]",
        "stack: a\nstages: [{databases: [" + "radis,".repeat(15_000) + "]}]",
        IntStream.range(0, 9_000)
            .mapToObj("wrong%d: 1\n"::formatted)
            .collect(Collectors.joining()));
  }

  /** One of them was the end of a server. */
  @ParameterizedTest
  @MethodSource("endless")
  void readingTakesFewTimesWhatTheTextHas(String yaml) {
    assertThat(Allocated.by(() -> refusal(yaml))).isLessThan(200L * MOST);
  }
}
