package dev.cairn.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Edges in processes of their own: there is one for a directory, whatever strangers do. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ServeLockTest {
  @TempDir Path directory;
  private final List<Process> edges = new ArrayList<>();

  @AfterEach
  void end() throws InterruptedException {
    for (var edge : edges) {
      edge.destroyForcibly().waitFor();
    }
  }

  @Test
  void theFileIsForItsOwnerAlone() throws IOException {
    awaitStart(edge());
    assertThat(mode()).isEqualTo("rw-------");
  }

  /** Whoever can read it can hold a shared lock on it, which keeps every edge from its own. */
  @Test
  void soIsOneThatWasForAll() throws IOException {
    Files.createFile(lock());
    Files.setPosixFilePermissions(lock(), PosixFilePermissions.fromString("rw-r--r--"));
    awaitStart(edge());
    assertThat(mode()).isEqualTo("rw-------");
  }

  @Test
  void itIsHeldWhenMemoryHasBeenTidied() throws Exception {
    var first = edge();
    awaitStart(first);
    assertThat(run("jcmd", String.valueOf(first.pid()), "GC.run").waitFor()).isZero();

    assertThat(edge().waitFor()).isEqualTo(Main.ALREADY_SERVED);
    assertThat(first.isAlive()).isTrue();
  }

  private Path lock() {
    return directory.resolve("edge.lock");
  }

  private String mode() throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(lock()));
  }

  private Process edge() throws IOException {
    return run(
        "java",
        "-cp",
        System.getProperty("java.class.path"),
        Main.class.getName(),
        "--routes",
        directory.resolve("routes.json").toString(),
        "--run",
        directory.toString());
  }

  private Process run(String program, String... arguments) throws IOException {
    var command = new ArrayList<>(List.of(arguments));
    command.addFirst(String.join(File.separator, System.getProperty("java.home"), "bin", program));
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    edges.add(process);
    return process;
  }

  private static void awaitStart(Process edge) throws IOException {
    var said = new ArrayList<String>();
    for (var line = edge.inputReader().readLine(); line != null; ) {
      said.add(line);
      if (line.contains("Edge started")) {
        return;
      }
      line = edge.inputReader().readLine();
    }
    assertThat(said).as("what it said before it ended").anyMatch(it -> it.contains("started"));
  }
}
