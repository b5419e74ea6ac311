package dev.cairn.web.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cairn.api.ChangeSettings;
import dev.cairn.core.Allocated;
import dev.cairn.core.FirstViolations;
import dev.cairn.core.Problem;
import dev.cairn.core.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LongBodyTest {
  private static final int MANY = 20_000;

  private static Problem refusal(String body) {
    return catchThrowableOfType(
            ProblemException.class,
            () -> StrictBody.read(body.getBytes(StandardCharsets.UTF_8), ChangeSettings.class))
        .problem();
  }

  private static String fields(String form) {
    return IntStream.range(0, MANY).mapToObj(form::formatted).collect(Collectors.joining(","));
  }

  @Test
  void whatIsNotToldIsNotWorkedOut() {
    for (var body :
        new String[] {
          "{" + fields("\"settigns%d\":1") + "}", "{\"settings\":{" + fields("\"a%d\":1") + "}}"
        }) {
      assertThat(refusal(body).violations()).hasSize(FirstViolations.MOST);
      assertThat(Allocated.by(() -> refusal(body))).isLessThan(40L * 1024 * 1024);
    }
  }

  @Test
  void thereIsAnEndToTheValuesThatAreKept() {
    var body = "{\"settings\":[" + "{},".repeat(300_000) + "{}]}";
    assertThat(refusal(body).code()).isEqualTo("endless-json");
    assertThat(Allocated.by(() -> refusal(body))).isLessThan(40L * 1024 * 1024);
  }
}
