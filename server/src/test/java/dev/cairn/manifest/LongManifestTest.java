package dev.cairn.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cairn.core.FirstViolations;
import dev.cairn.core.ProblemException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LongManifestTest {
  @Test
  void ofManyMistakesTheFirstAreNamed() {
    var yaml = "stack: a\nstages:\n" + "  - {b: 1}\n".repeat(3_000);
    var problem =
        catchThrowableOfType(
                ProblemException.class, () -> ManifestReader.read(yaml, Optional.empty()))
            .problem();
    assertThat(problem.violations()).hasSize(FirstViolations.MOST);
    assertThat(problem.violations().getLast().message()).contains("more");
    assertThat(problem.message()).hasSizeLessThan(10_000);
  }
}
