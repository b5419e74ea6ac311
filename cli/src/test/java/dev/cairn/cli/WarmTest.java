package dev.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WarmTest {
  @Test
  void commandsThatAreTrainedOnDoTheirWork(@TempDir Path home) throws Exception {
    var outcome = new Command(home).runProgram(Warm.class);

    assertThat(outcome.out()).contains("notes/dev/postgres  ", "\"ref\" : \"notes/dev/postgres\"");
    assertThat(outcome.err()).contains("db list").doesNotContain("Exception");
    assertThat(outcome.status()).isZero();
  }
}
