package dev.cairn.cli.installation;

import dev.cairn.cli.session.Home;
import dev.cairn.cli.session.ProcessOnRecord;
import dev.cairn.cli.terminal.Problems;
import dev.cairn.cli.terminal.Terminal;
import dev.cairn.cli.terminal.Words;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * The server of a home that has its port, as the kernel says, and answers nobody there: stopped,
 * swapped out, or hanging. What it runs outlives it.
 */
final class SilentServer {
  /** One that is only busy answers one of so many questions. */
  static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final Duration TOLD_AFTER = Duration.ofSeconds(4);
  private static final Duration END = Duration.ofSeconds(10);

  /** Its loop starts it again at once. */
  private static final Duration RESTART = Duration.ofSeconds(3);

  private static final Duration PAUSE = Duration.ofMillis(100);

  private final Home home;
  private final BooleanSupplier answers;
  private final Duration patience;

  /**
   * @param answers asks it once, with a limit of its own
   */
  SilentServer(Home home, BooleanSupplier answers, Duration patience) {
    this.home = home;
    this.answers = answers;
    this.patience = patience;
  }

  /** Waits for an answer, and ends exactly this process where none comes; whether it did. */
  boolean end() {
    var silent = listening();
    var begun = Instant.now();
    boolean told = false;
    while (silent.isPresent() && silent.equals(listening()) && !answers.getAsBoolean()) {
      var waited = Duration.between(begun, Instant.now());
      if (waited.compareTo(patience) > 0) {
        end(silent.get());
        return true;
      }
      if (!told && waited.compareTo(TOLD_AFTER) > 0) {
        told = true;
        Terminal.err()
            .println(
                name(silent.get())
                    + " does not answer. Waiting for it; if it goes on, it is ended after "
                    + Words.duration(patience)
                    + ".");
      }
      Pause.of(PAUSE);
    }
    return false;
  }

  /** Its loop may have started another when this returns. */
  void end(ProcessOnRecord process) {
    Terminal.err().println(name(process) + " does not answer: ending it.");
    if (process.isAlive()) {
      ProcessHandle.of(process.pid()).ifPresent(ProcessHandle::destroyForcibly);
    }
    if (!within(END, () -> !process.isAlive())) {
      throw Problems.of(
          "server-stays",
          name(process) + " does not answer and could not be ended.",
          "End it as root with: kill -9 " + process.pid());
    }
    within(RESTART, () -> StartedServer.of(home.directory()).isPresent());
  }

  private static String name(ProcessOnRecord process) {
    return "Cairn's server (process " + process.pid() + ")";
  }

  private Optional<ProcessOnRecord> listening() {
    return home.server().flatMap(Home.Server::process).filter(it -> home.isServed());
  }

  private static boolean within(Duration most, BooleanSupplier holds) {
    var begun = Instant.now();
    while (!holds.getAsBoolean()) {
      if (Duration.between(begun, Instant.now()).compareTo(most) > 0) {
        return false;
      }
      Pause.of(PAUSE);
    }
    return true;
  }
}
