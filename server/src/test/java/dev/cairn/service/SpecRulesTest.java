package dev.cairn.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cairn.core.ProblemException;
import dev.cairn.core.Violation;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpecRulesTest {
  /** The URL stands in the record of changes, in releases and in exports. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://ann:hunter2@example.com/shop.git",
        "https://hunter2@example.com/shop.git",
        "http://:hunter2@example.com/shop.git",
        "HTTPS://hunter2@example.com/shop.git",
        "ssh://git:hunter2@example.com/shop.git"
      })
  void whatSignsInDoesNotBelongIntoTheUrlOfARepository(String url) {
    var problem =
        catchThrowableOfType(ProblemException.class, () -> SpecRules.check(from(url))).problem();

    assertThat(problem.violations()).extracting(Violation::field).containsExactly("git");
    assertThat(problem.toString()).doesNotContain("hunter2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://example.com/shop.git",
        "https://example.com/@ann/shop.git",
        "ssh://git@example.com:2222/shop.git",
        "git@example.com:ann/shop.git",
        "forge:ann/shop.git",
        "file:///srv/shop.git",
        "/srv/shop.git"
      })
  void anyOtherUrlIsTaken(String url) {
    assertThatCode(() -> SpecRules.check(from(url))).doesNotThrowAnyException();
  }

  /** Git reads them otherwise than they stand there, or as a program's. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "file:///srv/%2e%2e/shop.git",
        "/srv/%2e%2e/shop.git",
        "file://srv/shop.git",
        "file:/srv/shop.git",
        "FILE:///srv/shop.git",
        "ext::sh -c id",
        "https:///shop.git",
        "-shop:x",
        "/srv/shop\t.git",
        "../shop.git"
      })
  void addressThatGitReadsOtherwiseIsRefused(String url) {
    var problem =
        catchThrowableOfType(ProblemException.class, () -> SpecRules.check(from(url))).problem();

    assertThat(problem.violations()).extracting(Violation::field).containsExactly("git");
  }

  private static ServiceSpec from(String url) {
    return ServiceKeys.stored(Map.of("git", url + "#main", "port", "8080"));
  }
}
