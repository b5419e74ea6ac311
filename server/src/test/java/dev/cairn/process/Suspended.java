package dev.cairn.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.core.ReadyWait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Processes that do nothing until they are told to go on; see signal(7), SIGSTOP. */
public final class Suspended {
  private static final Duration SOON = Duration.ofSeconds(5);
  private static final Processes PROCESSES = new Processes();

  private Suspended() {}

  /** Stops one that must be there. */
  public static void stop(ProcessIdentity one) {
    assertThat(signal("STOP", one)).as("pid %d is there", one.pid()).isTrue();
  }

  /**
   * Stops a server that must be there, and then all that it has started: it starts no more then.
   */
  public static List<ProcessIdentity> stopWhole(ProcessIdentity server) {
    stop(server);
    ReadyWait.upTo(SOON).until("the server to stop", () -> PROCESSES.isStopped(server));
    var whole = new ArrayList<>(List.of(server));
    for (var child : Children.of(server).keySet()) {
      if (signal("STOP", child)) {
        whole.add(child);
      }
    }
    return whole;
  }

  /** Has one go on; one that was ended meanwhile need not. */
  public static void goOn(ProcessIdentity one) {
    var _ = signal("CONT", one);
  }

  /** False where it ended. */
  private static boolean signal(String name, ProcessIdentity one) {
    if (!PROCESSES.isAlive(one)) {
      return false;
    }
    boolean isSent = PROCESSES.run(Command.of("kill", "-" + name, "" + one.pid())).succeeded();
    assertThat(isSent || !PROCESSES.isAlive(one)).as("pid %d takes %s", one.pid(), name).isTrue();
    return isSent;
  }
}
