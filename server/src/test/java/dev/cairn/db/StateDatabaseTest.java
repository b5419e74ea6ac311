package dev.cairn.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.core.ProblemException;
import dev.cairn.core.Sensitive;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class StateDatabaseTest {
  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  @Test
  void everyMigrationIsListed() throws Exception {
    var directory =
        Path.of(StateDatabase.class.getResource("/db/migration/V1__operations.sql").toURI())
            .getParent();
    try (var files = Files.list(directory)) {
      assertThat(Schema.MIGRATIONS)
          .containsAll(files.map(file -> file.getFileName().toString()).toList());
    }
  }

  @Test
  void openingTwiceChangesNothing() throws Exception {
    var url = DATABASE.createEmpty();
    for (int i = 0; i < 3; i++) {
      long before = System.nanoTime();
      try (var state = StateDatabase.open(url, "cairn", Sensitive.of(""))) {
        int stacks =
            state.transaction(
                transaction ->
                    transaction
                        .createQuery("select count(*) from stack")
                        .mapTo(Integer.class)
                        .one());
        assertThat(stacks).isZero();
      }
      System.out.println("open " + i + ": " + (System.nanoTime() - before) / 1_000_000 + " ms");
    }
  }

  @Test
  void aStateThatDoesNotAnswerIsAProblem() {
    assertThatThrownBy(
            () ->
                StateDatabase.open(
                    "jdbc:postgresql://127.0.0.1:1/cairn", "cairn", Sensitive.of("secret-word")))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("state-unreachable")
        .hasMessageNotContaining("secret-word");
  }
}
