package dev.cairn.cli.installation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What starts the server again when it dies, around a program that stands for it. */
class ServerLoopTest {
  private static final Path LOOP = Path.of("..", "server", "server-loop.sh").toAbsolutePath();

  @TempDir private Path home;

  /** Notes each life, and goes on as the script says; {@code $n} is the number of the life. */
  private Process loop(String script) throws IOException {
    var builder =
        new ProcessBuilder(
                "/bin/sh",
                LOOP.toString(),
                "/bin/sh",
                "-c",
                "echo $$ >>lives; n=$(wc -l <lives); " + script)
            .directory(home.toFile())
            .redirectError(home.resolve("log").toFile());
    builder.environment().put("CAIRN_HOME", home.toString());
    return builder.start();
  }

  private long lives() throws IOException {
    return Files.readAllLines(home.resolve("lives")).size();
  }

  private static int end(Process process) throws InterruptedException {
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  @Test
  void killedOrOutOfMemoryItIsStartedAgainUntilItIsToldToEnd() throws Exception {
    var script = "case $n in 1) kill -9 $$ ;; 2) exit 3 ;; *) exit 0 ;; esac";

    assertThat(end(loop(script))).isZero();

    assertThat(lives()).isEqualTo(3);
    assertThat(Files.readString(home.resolve("log"))).contains("status 137", "status 3");
  }

  @Test
  void whatCannotStartIsNotTriedAgain() throws Exception {
    assertThat(end(loop("exit 1"))).isEqualTo(1);
    assertThat(lives()).isEqualTo(1);
  }

  @Test
  void whatDiedIsTriedAgainAlsoWhereItCannotStartAtOnce() throws Exception {
    assertThat(end(loop("case $n in 1) kill -9 $$ ;; 2) exit 1 ;; *) exit 0 ;; esac"))).isZero();
    assertThat(lives()).isEqualTo(3);
  }

  @Test
  void whereAnotherServesItEnds() throws Exception {
    assertThat(end(loop("[ $n = 1 ] && kill -9 $$; exit 75"))).isEqualTo(75);
    assertThat(lives()).isEqualTo(2);
  }

  @Test
  void toldToEndItEndsBoth() throws Exception {
    var loop = loop("exec sleep 60");
    while (!Files.exists(home.resolve("lives")) || lives() == 0) {
      assertThat(loop.waitFor(20, TimeUnit.MILLISECONDS)).isFalse();
    }
    var server = Long.parseLong(Files.readString(home.resolve("lives")).strip());

    loop.destroy();

    assertThat(end(loop)).isEqualTo(143);
    assertThat(ProcessHandle.of(server).filter(ProcessHandle::isAlive)).isEmpty();
  }
}
