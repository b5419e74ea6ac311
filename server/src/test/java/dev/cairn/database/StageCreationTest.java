package dev.cairn.database;

import static dev.cairn.database.DatabaseBench.ANNA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.core.Name;
import dev.cairn.core.StageRef;
import dev.cairn.db.TestDatabase;
import dev.cairn.engine.MySql;
import dev.cairn.engine.Postgres;
import dev.cairn.stack.StageSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A stage and its databases, asked for in one request. */
class StageCreationTest {
  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();
  @TempDir static Path home;

  private final DatabaseBench bench = new DatabaseBench(DATABASE.state(), home);

  @Test
  void stageComesWithItsDatabasesOrNotAtAll() {
    var end = bench.stage.stack().value();
    createWithDatabases("dev", "a-" + end);
    // The secret of its PostgreSQL has the name of the other's.
    assertThatThrownBy(() -> createWithDatabases("dev-a", end))
        .hasMessageContaining("secret-name-taken");
    var twin = StageRef.parse(end + "/dev-a");
    assertThat(bench.stacks.findStage(twin)).isEmpty();
    assertThat(bench.operations.listOpenBelow(twin.toString())).isEmpty();
  }

  private void createWithDatabases(String stage, String stack) {
    if (bench.stacks.find(new Name(stack)).isEmpty()) {
      bench.stacks.create(ANNA, new Name(stack));
    }
    var spec =
        new StageSpec(
            StageRef.parse(stack + "/" + stage),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    var begun = bench.databases.createStage(ANNA, spec, List.of(MySql.INSTANCE, Postgres.INSTANCE));
    assertThat(begun).hasSize(2);
  }
}
