package dev.cairn.web.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.db.TestDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What a stage's pages show and what their forms do, over real HTTP. */
class StagePagesTest {
  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();
  @TempDir static Path home;

  private ConsoleBench bench;

  @BeforeEach
  void start() {
    bench = new ConsoleBench(DATABASE.state(), home);
  }

  @AfterEach
  void stop() {
    bench.close();
  }

  @Test
  void anApplicationThatWasNeverDeployedHasAnEmptyLogAndAFormToDeployIt() {
    assertThat(bench.get(bench.of("/logs")).statusCode()).isEqualTo(200);
    bench.configure();

    var overview = bench.get(bench.of(""));
    assertThat(overview.statusCode()).isEqualTo(200);
    assertThat(overview.body()).contains("Application log", "action=\"" + bench.of("/deploy"));
    assertThat(bench.get(bench.of("/logs")).statusCode()).isEqualTo(200);
    assertThat(bench.get(bench.of("/logs/tail?from=0")).statusCode()).isEqualTo(200);
  }
}
