package dev.cairn.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.core.Name;
import dev.cairn.core.Problem;
import dev.cairn.core.ProblemException;
import dev.cairn.core.Sensitive;
import dev.cairn.core.Violation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Databases that are there already, in a file. */
class AttachedManifestsTest extends ManifestBench {
  private static final Map<String, Sensitive<String>> PASSWORDS =
      Map.of("env:ORDERS", Sensitive.of("secret"));

  private static final String ATTACHED =
      """
      stack: theirs
      stages:
        - name: dev
          databases:
            - engine: postgres
              attached:
                host: %s
                database: orders
                username: anna
                password: env:ORDERS
                ca: |
                  -----BEGIN CERTIFICATE-----
                  AAAA
                  -----END CERTIFICATE-----
      """;

  @Test
  void attachedDatabaseComesFromAFileThatNamesItsPasswordAndGoesIntoOne() {
    var yaml = ATTACHED.formatted("old.example");
    assertThat(words(manifests.preview(ANNA, yaml, Optional.empty(), PASSWORDS, Optional.empty())))
        .contains("attach the existing PostgreSQL at old.example to theirs/dev");
    assertThatThrownBy(() -> apply(yaml, Optional.empty())).hasMessageContaining("env:ORDERS");
    assertThat(stacks.find(new Name("theirs"))).isEmpty();

    manifests
        .apply(ANNA, yaml, Optional.empty(), PASSWORDS, Optional.empty())
        .operations()
        .forEach(this::finish);
    assertThat(existing.seen().getLast().password().reveal()).isEqualTo("secret");
    assertThat(words(preview(yaml, Optional.empty()))).isEmpty();
    var exported = manifests.export(new Name("theirs"));
    assertThat(exported)
        .contains("env:THEIRS_DEV_POSTGRES_PASSWORD", "BEGIN CERTIFICATE")
        .doesNotContain("secret:", "\"secret\"", ": secret");
    assertThat(words(preview(exported, Optional.empty()))).isEmpty();

    var moved = ATTACHED.formatted("new.example");
    assertThat(words(manifests.preview(ANNA, moved, Optional.empty(), PASSWORDS, Optional.empty())))
        .containsExactly("reach the attached PostgreSQL at new.example from theirs/dev");
    manifests
        .apply(ANNA, moved, Optional.empty(), PASSWORDS, Optional.empty())
        .operations()
        .forEach(this::finish);
    assertThat(words(preview(moved, Optional.empty()))).isEmpty();
    assertThatThrownBy(
            () ->
                preview(
                    "stack: theirs\nstages: [{name: dev, databases: [postgres]}]",
                    Optional.empty()))
        .hasMessageContaining("is attached");
  }

  @Test
  void passwordsDoNotBelongIntoTheFile() {
    assertThatThrownBy(
            () ->
                preview(ATTACHED.formatted("h").replace("env:ORDERS", "hunter2"), Optional.empty()))
        .hasMessageContaining("does not belong here");
  }

  @Test
  void whatIsWrongWithTheDatabaseIsToldBeforeTheFirstChange() {
    var file = ATTACHED.replace("theirs", "wrong");
    existing.breakHost(
        "broken.example",
        Optional.of(
            Problem.invalid("wrong-credentials", "The password is wrong.", "Look it up.")
                .withViolations(List.of(new Violation("password", "is wrong")))));
    var cases =
        Map.of(
            file.formatted("broken.example"), "The password is wrong.",
            file.formatted("two words"), "is no name of a host",
            file.formatted("fine.example").replace("username: anna", ""), "user is missing");
    cases.forEach(
        (yaml, sentence) -> {
          for (ThrowingCallable attempt :
              List.<ThrowingCallable>of(
                  () ->
                      manifests.preview(ANNA, yaml, Optional.empty(), PASSWORDS, Optional.empty()),
                  () ->
                      manifests.apply(ANNA, yaml, Optional.empty(), PASSWORDS, Optional.empty()))) {
            assertThatThrownBy(attempt)
                .hasMessageContaining(sentence)
                .isInstanceOfSatisfying(
                    ProblemException.class,
                    e ->
                        assertThat(e.problem().violations())
                            .extracting(Violation::field)
                            .allMatch(field -> field.startsWith("wrong/dev/postgres")));
          }
        });
    assertThat(preview(file.formatted("fine.example"), Optional.empty()).notes())
        .anyMatch(note -> note.contains("env:ORDERS"));
    assertThat(stacks.find(new Name("wrong"))).isEmpty();
  }

  @Test
  void whatContainersDoNotReachIsToldBeforeTheFirstChange() {
    existing.hideFromContainers(
        Problem.invalid(
            "not-reachable-from-containers", "Containers do not reach it.", "Open it."));
    var yaml =
        "service: {source: ., run: ./serve, port: 8000, runtime: %s}\n"
            + ATTACHED.formatted("localhost").replace("theirs", "hidden");
    assertThatThrownBy(
            () ->
                manifests.apply(
                    ANNA,
                    yaml.formatted("container"),
                    Optional.of(home),
                    PASSWORDS,
                    Optional.empty()))
        .hasMessageContaining("Containers do not reach it.");
    assertThat(stacks.find(new Name("hidden"))).isEmpty();
    assertThat(
            words(
                manifests.preview(
                    ANNA,
                    yaml.formatted("process"),
                    Optional.of(home),
                    PASSWORDS,
                    Optional.empty())))
        .contains("attach the existing PostgreSQL at localhost to hidden/dev");
  }
}
