package dev.cairn.service;

import static dev.cairn.service.ServiceBench.ANNA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.cairn.core.ProblemException;
import dev.cairn.core.Violation;
import dev.cairn.db.TestDatabase;
import dev.cairn.service.Variables.Change;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

  @ParameterizedTest
  @CsvSource({
    "SMTP_PASS, hunter2",
    "DB_PASS, hunter2",
    "MYSQL_PWD, hunter2",
    "PASSPHRASE, hunter2",
    "JWT, hunter2",
    "DSN, hunter2",
    "SALT, hunter2",
    "BROKER, amqp://guest:hunter2@mq:5672/",
    "REMOTE, https://hunter2@example.com/",
    "CACHE, redis://:hunter2@cache",
    "STORE, shop:hunter2@tcp(db:3306)/shop",
    "LEGACY, host=db password=hunter2"
  })
  void whatHoldsAPasswordIsShownToNobody(String name, String value) {
    assertThat(bench.variables.preview(bench.stage, Map.of(name, value), Set.of()))
        .containsExactly(new Change(name, Change.Kind.ADDED, "", "••••••••"));

    bench.variables.change(ANNA, bench.stage, Map.of(name, value), Set.of());
    bench.variables.change(ANNA, bench.stage, Map.of(), Set.of(name));

    assertThat(bench.activity.list(Optional.of(bench.stage.toString()), 10))
        .extracting(entry -> entry.details().toString())
        .hasSizeGreaterThan(1)
        .noneMatch(details -> details.contains("hunter2"));
  }

  @ParameterizedTest
  @CsvSource({
    "GREETING, hi",
    "SITE, https://example.com/@shop",
    "LOG_FORMAT, time=%t level=%l",
    "LISTEN, 0.0.0.0:8080"
  })
  void whatHoldsNoneIsShown(String name, String value) {
    assertThat(bench.variables.preview(bench.stage, Map.of(name, value), Set.of()))
        .containsExactly(new Change(name, Change.Kind.ADDED, "", value));
  }

  @Test
  void aRemovalThatIsAskedForTwiceWithOneKeyIsOne() throws Exception {
    bench.sources("v1");
    bench.services.configure(ANNA, bench.stage, bench.spec(ServiceSpec.RuntimeKind.PROCESS));
    var key = Optional.of("once");
    var first = bench.services.remove(ANNA, bench.stage, key);
    bench.await(first.id());

    assertThat(bench.services.find(bench.stage)).isEmpty();
    assertThat(bench.services.remove(ANNA, bench.stage, key).id()).isEqualTo(first.id());
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

  @Test
  void whatNoEnvironmentHoldsIsRefusedByName() {
    for (var bad :
        Map.of(
                "A.B", "x",
                "1A", "x",
                "A-B", "x",
                "", "x",
                "NUL", "a\0b",
                "HALF", "\uD83E",
                "BYTES", "ü".repeat(64 * 1024),
                "PORT", "1")
            .entrySet()) {
      assertThatThrownBy(
              () ->
                  bench.variables.preview(
                      bench.stage, Map.of(bad.getKey(), bad.getValue()), Set.of()))
          .asInstanceOf(type(ProblemException.class))
          .satisfies(
              e ->
                  assertThat(e.problem().violations())
                      .as(bad.getKey())
                      .extracting(Violation::field)
                      .containsExactly(bad.getKey()));
    }
    var large = new TreeMap<String, String>();
    for (int i = 0; i < 9; i++) {
      large.put("lower_" + i, "x".repeat(120 * 1024));
    }
    assertThatThrownBy(() -> bench.variables.preview(bench.stage, large, Set.of()))
        .hasMessageContaining("together");
    large.pollFirstEntry();
    assertThat(bench.variables.preview(bench.stage, large, Set.of())).hasSize(8);
  }
}
