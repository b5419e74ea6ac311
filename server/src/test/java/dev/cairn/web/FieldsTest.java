package dev.cairn.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cairn.core.Problem;
import dev.cairn.core.ProblemException;
import dev.cairn.core.Violation;
import java.util.List;
import org.junit.jupiter.api.Test;

class FieldsTest {
  @Test
  void onlyTheFieldThatIsCalledOtherwiseIsRenamed() {
    var problem =
        Problem.invalid("wrong", "Both are wrong.", "Correct them.")
            .withViolations(
                List.of(new Violation("storage", "too much"), new Violation("type", "unknown")));

    var thrown =
        catchThrowableOfType(
            ProblemException.class,
            () ->
                Fields.renamed(
                    "storage",
                    "storageGib",
                    () -> {
                      throw problem.toException();
                    }));

    assertThat(thrown.problem().code()).isEqualTo("wrong");
    assertThat(thrown.problem().violations())
        .containsExactly(new Violation("storageGib", "too much"), new Violation("type", "unknown"));
  }
}
