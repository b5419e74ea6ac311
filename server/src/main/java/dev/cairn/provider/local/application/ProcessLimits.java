package dev.cairn.provider.local.application;

import dev.cairn.process.ProcessIdentity;
import dev.cairn.process.Processes;
import dev.cairn.provider.ReleaseInstance.Limits;
import dev.cairn.provider.local.HardLimits;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Memory and processors of a release that runs as a process, where the kernel lets us limit them.
 */
final class ProcessLimits {
  private final HardLimits limits =
      new HardLimits(Path.of("/sys/fs/cgroup"), Path.of("/proc/self/cgroup"));
  private final Processes processes;
  private final ReleaseFiles files;

  ProcessLimits(Processes processes, ReleaseFiles files) {
    this.processes = processes;
    this.files = files;
  }

  /** What it started before it was put under its limits is put there too. */
  void apply(String releaseId, Limits wanted, ProcessIdentity leader, String mark) {
    if (wanted.memory().isEmpty() && wanted.cpus().isEmpty()) {
      return;
    }
    limits.apply(group(releaseId), wanted, List.of(leader));
    limits.apply(group(releaseId), wanted, processes.findMarked(mark));
  }

  /** Once nothing of it runs. */
  void remove(String releaseId) {
    limits.remove(group(releaseId));
  }

  List<String> withoutEffect(Limits wanted) {
    var notes = new ArrayList<String>();
    if (wanted.memory().isPresent() || wanted.cpus().isPresent()) {
      limits
          .unavailable()
          .map(why -> "memory and cpus do not hold for a process here: " + why + ".")
          .ifPresent(notes::add);
    }
    if (wanted.shmSize().isPresent()) {
      notes.add("shmSize has an effect on a container only.");
    }
    return notes;
  }

  /** Two Cairns on one machine may have releases of one name. */
  private String group(String releaseId) {
    var place = files.directory(releaseId).toAbsolutePath().toString();
    return "app-" + releaseId + "-" + Integer.toHexString(place.hashCode());
  }
}
