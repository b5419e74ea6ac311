package dev.cairn.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.core.ReadyWait;
import java.time.Duration;
import java.util.List;

/**
 * Processes that somebody keeps from running; see signal(7), SIGSTOP and SIGCONT. They may end
 * meanwhile, as what an engine starts comes and goes: who is gone does nothing either.
 */
public final class Held {
  private static final Duration SOON = Duration.ofSeconds(10);

  private Held() {}

  /** Does nothing any more once this returns. It must be there. */
  public static void hold(ProcessIdentity process) {
    assertThat(signal("STOP", process)).as("a process to be held: %s", process).isTrue();
    awaitStopped(process);
  }

  /** With all that it has started. It is held first: while one is at work, more may be started. */
  public static void holdWhole(ProcessIdentity process) {
    hold(process);
    var children = Children.of(process).keySet();
    children.forEach(child -> signal("STOP", child));
    children.forEach(Held::awaitStopped);
  }

  /** Goes on. */
  public static void release(ProcessIdentity process) {
    var _ = signal("CONT", process);
  }

  public static void release(List<ProcessIdentity> all) {
    all.forEach(Held::release);
  }

  private static boolean signal(String name, ProcessIdentity process) {
    var processes = new Processes();
    var pid = String.valueOf(process.pid());
    return processes.isAlive(process)
        && processes.run(Command.of("kill", "-" + name, pid)).succeeded();
  }

  private static void awaitStopped(ProcessIdentity process) {
    var processes = new Processes();
    ReadyWait.upTo(SOON)
        .every(Duration.ofMillis(1))
        .until(
            process + " to stop",
            () -> processes.isStopped(process) || !processes.isAlive(process));
  }
}
