package dev.cairn.provider.local.instance;

import dev.cairn.process.ProcessIdentity;
import dev.cairn.process.Processes;
import dev.cairn.provider.local.limits.ControlGroups;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The control group of all that an engine starts, where the kernel lets us have one: what somebody
 * who got into the engine has started is ended with it, whatever session or environment that has.
 * It has no bound of processes, for the threads of each connection count. No state.
 */
public final class EngineGroups {
  /** For what the engine itself has left; it was stopped in order before. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  private final Processes processes;
  private final ControlGroups groups =
      new ControlGroups(Path.of("/sys/fs/cgroup"), Path.of("/proc/self/cgroup"));

  public EngineGroups(Processes processes) {
    this.processes = processes;
  }

  /** The list that an engine puts itself on before it is started. */
  public Optional<Path> ensure(InstanceFiles files) {
    return groups.ensure(files.group());
  }

  /**
   * Kills an engine with all that it started, at once; also what is stopped.
   *
   * @param server its process, should it run
   * @throws dev.cairn.core.ProblemException {@code not-ended}
   */
  void kill(InstanceFiles files, Optional<ProcessIdentity> server) {
    processes.terminate(
        server, files.mark(), files.user(), groups.members(files.group()), Duration.ZERO);
    groups.remove(files.group());
  }

  /**
   * Ends all that is left of a stopped engine. Does nothing where it had no group: without one, and
   * where it was started before engines had any.
   *
   * @throws dev.cairn.core.ProblemException {@code not-ended}
   */
  public void end(InstanceFiles files) {
    var members = groups.members(files.group());
    if (members.isPresent()) {
      processes.terminate(Optional.empty(), files.mark(), files.user(), members, GRACE);
      groups.remove(files.group());
    }
  }
}
