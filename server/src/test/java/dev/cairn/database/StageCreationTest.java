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
import java.sql.SQLException;
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
  void stageComesWithItsDatabasesOrNotAtAll() throws SQLException {
    var stack = bench.stage.stack().value();
    // The name of its PostgreSQL's secret is another's, as it could become once.
    try (var connection = DATABASE.state().dataSource().getConnection();
        var taken =
            connection.prepareStatement(
                "insert into secret (name, stack, stage, engine) values (?, ?, 'b-c', 'postgres')")) {
      taken.setString(1, "twin-" + stack + "-postgres");
      taken.setString(2, "a");
      assertThat(taken.executeUpdate()).isOne();
    }
    assertThatThrownBy(() -> createWithDatabases("twin", stack))
        .hasMessageContaining("secret-name-taken");
    var twin = StageRef.parse(stack + "/twin");
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
    var begun =
        bench.replicas.createStage(
            ANNA, spec, List.of(MySql.INSTANCE, Postgres.INSTANCE), List.of());
    assertThat(begun).hasSize(2);
  }
}
