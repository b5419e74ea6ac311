package dev.cairn.provider.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cairn.provider.local.files.Trees;
import dev.cairn.provider.local.mysql.MySqlForTests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What cannot hear its primary is not promoted beside it. */
class CutOffTest {
  @TempDir Path directory;

  @AfterEach
  void clear() {
    Trees.delete(directory.resolve("home"));
  }

  @ParameterizedTest
  @CsvSource({
    "postgres, both",
    "postgres, to-primary",
    "postgres, to-replica",
    "mysql, both",
    "mysql, to-primary",
    "mysql, to-replica"
  })
  void cutBetweenTheTwoLeavesOneThatTakesWrites(String engine, String direction) throws Exception {
    assumeTrue(isolates(), "root and iptables are needed to cut a network of its own");
    var home = Files.createDirectory(directory.resolve("home"));
    String version;
    if (engine.equals("mysql")) {
      MySqlForTests.link(home);
      version = MySqlForTests.VERSION;
    } else {
      version = "15";
    }
    var output = directory.resolve("output");
    var java = Path.of(System.getProperty("java.home"), "bin/java").toString();
    var process =
        new ProcessBuilder(
                "unshare",
                "--net",
                "sh",
                "-c",
                "ip link set lo up && exec \"$@\"",
                "sh",
                java,
                "-ea",
                "-cp",
                System.getProperty("java.class.path"),
                CutOff.class.getName(),
                home.toString(),
                engine,
                version,
                direction)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    boolean ended = process.waitFor(5, TimeUnit.MINUTES);
    process.destroyForcibly();
    assertThat(ended).as(Files.readString(output)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(output)).isZero();
    assertThat(Files.readString(output)).contains("as it should be");
  }

  private static boolean isolates() throws IOException, InterruptedException {
    var tried =
        new ProcessBuilder(
                List.of("unshare", "--net", "sh", "-c", "ip link set lo up && iptables -S"))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    return tried.waitFor() == 0;
  }
}
