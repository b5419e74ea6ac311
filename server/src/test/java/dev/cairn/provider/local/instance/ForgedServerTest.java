package dev.cairn.provider.local.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.cairn.core.ReadyWait;
import dev.cairn.process.Launch;
import dev.cairn.process.Processes;
import dev.cairn.process.SystemUsers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Any user can name a program as an engine's and mark a process as an instance's. */
class ForgedServerTest {
  private static final int NOBODY = 65_534;

  @TempDir Path directory;
  private final Processes processes = new Processes();
  private final EngineProcess engine = new EngineProcess(processes, "Redis", "redis-server");
  private final List<Process> started = new ArrayList<>();
  private InstanceFiles files;

  @BeforeEach
  void prepare() throws IOException {
    assumeThat(Processes.isRoot()).as("root, who can be several users").isTrue();
    new SystemUsers(processes).ensure(directory);
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    files = new InstanceFiles(directory.resolve("notes-dev-redis"));
    Files.createDirectories(files.data());
  }

  @AfterEach
  void end() {
    started.forEach(Process::destroyForcibly);
  }

  private Path program(int owner) throws IOException {
    var program = Files.copy(Path.of("/bin/sleep"), directory.resolve("redis-server"));
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.setAttribute(program, "unix:uid", owner);
    return program;
  }

  private void start(String user, Path program) throws IOException {
    var builder =
        new ProcessBuilder(
            "setpriv", "--reuid=" + user, "--clear-groups", "--", program.toString(), "60");
    builder.environment().put(Launch.MARK, files.mark());
    var process = builder.directory(files.data().toFile()).start();
    started.add(process);
    ReadyWait.upTo(Duration.ofSeconds(5))
        .until(
            "the program",
            () ->
                processes
                    .find(process.pid())
                    .filter(it -> it.executable().equals(program.toString()))
                    .isPresent());
  }

  @Test
  void processOfAnotherUserIsNotTheServer() throws IOException {
    start(String.valueOf(NOBODY), program(0));
    assertThat(engine.find(files)).isEmpty();
    assertThat(engine.findOrphans(files)).isEmpty();
    assertThat(processes.findMarked(files.mark(), SystemUsers.engineUser())).isEmpty();
  }

  @Test
  void programOfAnotherUserIsNotTheServer() throws IOException {
    start(SystemUsers.ENGINES, program(NOBODY));
    assertThat(engine.find(files)).isEmpty();
  }

  @Test
  void installedProgramOfTheEnginesUserIsTheServer() throws IOException {
    start(SystemUsers.ENGINES, program(0));
    assertThat(engine.find(files)).isPresent();
  }
}
