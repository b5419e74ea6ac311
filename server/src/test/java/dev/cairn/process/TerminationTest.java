package dev.cairn.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.core.ReadyWait;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TerminationTest {
  private final Processes processes = new Processes();
  @TempDir Path directory;

  private ProcessIdentity start(String... argv) {
    return processes.start(
        new Launch(List.of(argv), directory, Map.of(), directory.resolve("log"), Optional.empty()));
  }

  @Test
  void whatForksWithoutEndGoesWithItsSession() {
    var relentless = new Relentless(directory.resolve("lock"));
    var leader = start("sh", "-c", "trap '' TERM; " + relentless.command() + "sleep 60");
    ReadyWait.upTo(Duration.ofSeconds(5)).until("its lock", relentless::isRunning);
    processes.terminate(leader, Duration.ZERO);
    assertThat(relentless.isRunning()).isFalse();
  }

  /** The kernel calls a process a zombie whose first thread has ended, whatever others do. */
  @Test
  void processWithoutItsFirstThreadIsAliveAndEnded() {
    var ended = "threads->create(sub { sleep 60 }); syscall(`uname -m` =~ /aarch64/ ? 93 : 60, 0)";
    var process = start("perl", "-Mthreads", "-e", ended);
    ReadyWait.upTo(Duration.ofSeconds(5))
        .until(
            "the end of its first thread",
            () -> ProcFs.stat(process.pid()).filter(it -> it.state() == 'Z').isPresent());
    assertThat(processes.isAlive(process)).isTrue();
    processes.terminate(process, Duration.ZERO);
    assertThat(processes.isAlive(process)).isFalse();
    assertThat(ProcFs.stat(process.pid()).filter(it -> it.threads() > 1)).isEmpty();
  }

  @Test
  void nothingOfRootsIsEndedAsAUsers() {
    var process = start("sleep", "60");
    processes.endAllOf("root");
    processes.endAllOf("no-such-user");
    assertThat(processes.isAlive(process)).isTrue();
    processes.terminate(process, Duration.ZERO);
  }

  @Test
  void whatDoesNotDieIsToldWithItsPids() {
    assertThatThrownBy(
            () ->
                Termination.killUntilGone(
                    "what runs for it", Duration.ZERO, () -> Optional.of(List.of(12L, 13L))))
        .hasMessageContaining("not-ended")
        .hasMessageContaining("what runs for it")
        .hasMessageContaining("12,13");
  }

  /** As where a user kills whoever comes to kill it. */
  @Test
  void nobodyIsTakenForGoneWhereNothingIsKnown() {
    assertThatThrownBy(() -> Termination.killUntilGone("them", Duration.ZERO, Optional::empty))
        .hasMessageContaining("not-ended");
  }
}
