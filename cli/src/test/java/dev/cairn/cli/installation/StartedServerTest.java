package dev.cairn.cli.installation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartedServerTest {
  private static final List<String> CALLED_SO =
      List.of("perl", "-e", "$| = 1; print qq(runs\n); sleep 60", "dev.cairn.Main");

  @TempDir private Path home;
  private final List<Process> started = new ArrayList<>();

  @AfterEach
  void end() {
    started.forEach(Process::destroyForcibly);
  }

  private Process start(String... before) throws IOException {
    var line = new ArrayList<>(List.of(before));
    line.addAll(CALLED_SO);
    var builder = new ProcessBuilder(line);
    builder.environment().put("CAIRN_HOME", home.toString());
    var process = builder.start();
    started.add(process);
    assertThat(process.inputReader().readLine()).isEqualTo("runs");
    return process;
  }

  @Test
  void serverThatHasJustBeenStartedIsFoundByHowItWasCalled() throws IOException {
    assertThat(StartedServer.of(home)).isEmpty();
    long pid = start().pid();
    assertThat(StartedServer.of(home)).contains(pid);
  }

  /** `cairn up` and `cairn down` would wait for it for minutes, and then do nothing. */
  @Test
  void processOfAnotherUserThatIsCalledSoIsNotTheServer() throws IOException {
    assumeThat(Files.getAttribute(Path.of("/proc/self"), "unix:uid"))
        .as("root, who can be several users")
        .isEqualTo(0);
    start("setpriv", "--reuid=65534", "--clear-groups", "--");
    assertThat(StartedServer.of(home)).isEmpty();
  }
}
