package dev.cairn.service;

import static dev.cairn.service.ServiceBench.ANNA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.core.ProblemException;
import dev.cairn.core.Violation;
import dev.cairn.db.TestDatabase;
import dev.cairn.service.Variables.Change;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class VariablesTest {
  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  @TempDir Path home;
  ServiceBench bench;

  @BeforeEach
  void start() {
    bench = new ServiceBench(DATABASE.state(), home);
  }

  @AfterEach
  void stop() throws Exception {
    bench.close();
  }

  @Test
  void previewSaysWhatChangesWithoutSecrets() {
    bench.variables.change(
        ANNA, bench.stage, Map.of("GREETING", "hi", "API_TOKEN", "t0p", "OLD", "1"), Set.of());

    assertThat(
            bench.variables.preview(
                bench.stage, Map.of("GREETING", "hello", "NEW", "2"), Set.of("OLD", "API_TOKEN")))
        .containsExactly(
            new Change("API_TOKEN", Change.Kind.REMOVED, "••••••••", ""),
            new Change("GREETING", Change.Kind.CHANGED, "hi", "hello"),
            new Change("NEW", Change.Kind.ADDED, "", "2"),
            new Change("OLD", Change.Kind.REMOVED, "1", ""));
    assertThat(bench.variables.list(bench.stage))
        .extracting(Variable::name)
        .containsExactly("API_TOKEN", "GREETING", "OLD");
  }

  @Test
  void everythingWrongIsToldTogether() {
    assertThatThrownBy(
            () ->
                bench.variables.preview(
                    bench.stage,
                    Map.of("1ST", "x", "PORT", "80", "DB", "secret:nothing#password"),
                    Set.of("GONE")))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e ->
                assertThat(e.problem().violations())
                    .extracting(Violation::field)
                    .containsExactlyInAnyOrder("1ST", "PORT", "DB", "GONE"));
  }
}
