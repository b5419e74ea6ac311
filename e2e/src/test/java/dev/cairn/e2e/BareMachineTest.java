package dev.cairn.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cairn.bench.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The README's first line on a machine that nobody has prepared: {@code e2e/bare-machine.sh} makes
 * it of the plain distribution, and says in its output what it does.
 */
class BareMachineTest {
  private static final Duration PATIENCE = Duration.ofMinutes(20);

  @TempDir private Path directory;

  @Test
  void theReadmesFirstLineWorksAsRootAndAsAUserWithoutSudo()
      throws IOException, InterruptedException {
    assumeTrue("root".equals(System.getProperty("user.name")), "making a machine takes root");
    for (var program : List.of("debootstrap", "unshare", "git")) {
      assumeTrue(isThere(program), program + " is missing");
    }
    var said = directory.resolve("said");
    var begin = System.nanoTime();
    var builder =
        new ProcessBuilder(Installation.REPOSITORY.resolve("e2e/bare-machine.sh").toString())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile());
    // Of this build it knows nothing: it builds.
    builder.environment().remove("CAIRN_BUILD");
    builder.environment().put("CHECKS", "none");
    var machine = builder.start();
    try {
      assertThat(machine.waitFor(PATIENCE)).as("it ends").isTrue();
      assertThat(machine.exitValue()).as(Files.readString(said)).isZero();
      assertThat(said)
          .content()
          .contains("root$ ./cairn up examples/notes", "anna$ ./cairn up examples/notes");
      System.out.printf("a bare machine: %.0f s%n", (System.nanoTime() - begin) / 1e9);
    } finally {
      // It takes all that it started with it.
      machine.descendants().forEach(ProcessHandle::destroy);
      machine.destroy();
    }
  }

  private static boolean isThere(String program) {
    return Stream.of("/usr/bin", "/usr/sbin", "/bin", "/sbin")
        .anyMatch(it -> Files.isExecutable(Path.of(it, program)));
  }
}
