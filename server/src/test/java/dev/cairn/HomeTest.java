package dev.cairn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cairn.core.Problem;
import dev.cairn.process.Command;
import dev.cairn.process.Processes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeTest {
  @TempDir private Path directory;
  private final Processes processes = new Processes();

  @Test
  void aFullDiskIsKnownByWhatIsLeftOfIt() throws Exception {
    try (var home = Home.open(directory.resolve("roomy"))) {
      assertThat(home.noRoom()).isEmpty();
    }
    var small = Files.createDirectory(directory.resolve("small"));
    assumeTrue(
        runs("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", small.toString()),
        "nobody may mount here");
    try (var home = Home.open(small.resolve("home"))) {
      assertThat(home.noRoom()).map(Problem::code).contains("disk-full");
      assertThat(home.noRoom().orElseThrow().message()).contains(small.toString(), "KiB");
    } finally {
      assertThat(runs("umount", small.toString())).isTrue();
    }
  }

  private boolean runs(String... argv) {
    return processes.run(Command.of(List.of(argv))).succeeded();
  }
}
