package dev.cairn.provider.local.application;

import dev.cairn.core.Sentence;
import dev.cairn.process.ProcessIdentity;
import dev.cairn.process.Processes;
import dev.cairn.provider.ReleaseInstance.Limits;
import dev.cairn.provider.local.limits.ControlGroups;
import dev.cairn.provider.local.limits.HardLimits;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The control groups of a release that runs as processes, where the kernel lets us have them: its
 * memory and processors, and who belongs to it.
 */
final class ProcessLimits {
  /** As of a container: so a fork bomb takes its own release only. */
  private static final int MOST_PROCESSES = 4096;

  private final HardLimits limits =
      new HardLimits(Path.of("/sys/fs/cgroup"), Path.of("/proc/self/cgroup"));
  private final ControlGroups groups =
      new ControlGroups(Path.of("/sys/fs/cgroup"), Path.of("/proc/self/cgroup"));
  private final Processes processes;
  private final ReleaseFiles files;

  ProcessLimits(Processes processes, ReleaseFiles files) {
    this.processes = processes;
    this.files = files;
  }

  /** What it started before it was put under its limits is put there too. */
  void apply(
      String releaseId, Limits wanted, ProcessIdentity leader, String mark, Optional<String> user) {
    if (wanted.memory().isEmpty() && wanted.cpus().isEmpty()) {
      return;
    }
    limits.apply(name(releaseId), wanted, List.of(leader));
    limits.apply(name(releaseId), wanted, processes.findMarked(mark, user));
  }

  /** The list that all it starts puts itself on, see {@link ControlGroups}. */
  Optional<Path> group(String releaseId) {
    return groups.ensure(name(releaseId), MOST_PROCESSES);
  }

  /** The same where there is one. */
  Optional<Path> members(String releaseId) {
    return groups.members(name(releaseId));
  }

  /**
   * Once nothing of it runs.
   *
   * @throws dev.cairn.core.ProblemException {@code not-ended} where something still does
   */
  void remove(String releaseId) {
    groups.remove(name(releaseId));
    limits.remove(name(releaseId));
  }

  List<String> withoutEffect(Limits wanted) {
    var notes = new ArrayList<String>();
    if (wanted.memory().isPresent() || wanted.cpus().isPresent()) {
      limits
          .unavailable()
          .map(why -> "memory and cpus do not hold for a process here: " + Sentence.ended(why))
          .ifPresent(notes::add);
    }
    if (wanted.shmSize().isPresent()) {
      notes.add("shmSize has an effect on a container only.");
    }
    return notes;
  }

  /** Two Cairns on one machine may have releases of one name. */
  private String name(String releaseId) {
    var place = files.directory(releaseId).toAbsolutePath().toString();
    return "app-" + releaseId + "-" + Integer.toHexString(place.hashCode());
  }
}
