package dev.cairn.provider.local.instance;

import dev.cairn.process.Processes;
import dev.cairn.process.Signal;
import java.util.List;
import java.util.Optional;

/**
 * How the servers of instances end, of any engine, with all that was started out of them. Callers
 * see to it that nobody starts one meanwhile.
 */
public final class InstanceEnd {
  private final Processes processes;
  private final EngineGroups groups;
  private final Hang hang;

  public InstanceEnd(Processes processes) {
    this.processes = processes;
    this.groups = new EngineGroups(processes);
    this.hang = new Hang(processes);
  }

  /**
   * Ends the server in order, one that hangs at once, and then whatever else was started out of it.
   *
   * @throws dev.cairn.core.ProblemException {@code not-ended} where something of that stays
   */
  public void stop(LocalEngine engine, InstanceFiles files) {
    stop(List.of(engine), files);
  }

  /** The same where nothing says any more which of these it is. */
  public void stop(List<LocalEngine> engines, InstanceFiles files) {
    killHanging(engines, files);
    engines.forEach(engine -> engine.stop(files));
    groups.end(files);
  }

  /**
   * Ends a server at once that can do nothing any more; one that works is let be. What it said is
   * done is on disk as after any crash.
   *
   * @param engines that it may be of
   */
  public void killHanging(List<LocalEngine> engines, InstanceFiles files) {
    engines.stream().filter(engine -> hang.has(engine, files)).forEach(it -> kill(it, files));
  }

  /** Why its server can do nothing, where somebody holds it; told at once. */
  public Optional<String> held(LocalEngine engine, InstanceFiles files) {
    return hang.findHeld(engine, files)
        .map(
            it ->
                engine.engine().displayName()
                    + " does not answer: its process is stopped (SIGSTOP). Have it go on with: kill"
                    + " -CONT "
                    + it.pid());
  }

  /** Whether its server can do nothing any more; told at once of one that answers. */
  public boolean hangs(LocalEngine engine, InstanceFiles files) {
    return hang.has(engine, files);
  }

  /**
   * Ends the server at once, and whatever else was started out of it; also what hangs.
   *
   * @throws dev.cairn.core.ProblemException {@code not-ended} where something of that stays
   */
  public void kill(LocalEngine engine, InstanceFiles files) {
    groups.kill(files, engine.find(files));
    for (var orphan : processes.findIn(files.data())) {
      processes.signal(orphan, Signal.KILL);
    }
  }

  /** Whether anything of it lives. */
  public boolean lives(LocalEngine engine, InstanceFiles files) {
    return engine.find(files).isPresent()
        || processes.findIn(files.data()).stream().anyMatch(processes::isAlive);
  }
}
