package dev.cairn.provider.local;

import dev.cairn.core.Problem;
import dev.cairn.provider.Progress;
import dev.cairn.provider.local.instance.Background;
import dev.cairn.provider.local.instance.InstanceEnd;
import dev.cairn.provider.local.instance.InstanceFiles;
import dev.cairn.provider.local.instance.InstanceRecord;
import dev.cairn.provider.local.instance.LocalEngine;
import dev.cairn.provider.local.instance.ReplicationRecord;
import dev.cairn.provider.local.limits.HardLimits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/** How databases of a home are stopped that nobody wants to run any more. */
record LocalStop(
    Path home, LocalEngines engines, InstanceEnd ends, HardLimits limits, InstanceLocks locks) {

  /** Ends whatever runs there. */
  void one(InstanceFiles files) {
    ends.stop(possible(files), files);
    // Nothing of what is taken down stays with the kernel.
    limits.remove(files.group());
  }

  /** Who waits for a server that hangs holds its lock: it is killed before that is asked for. */
  Progress locked(String instanceId, String what, Runnable work) {
    var killed = InstanceLocks.attempt(what, () -> killHanging(InstanceFiles.of(home, instanceId)));
    return killed instanceof Progress.Ready ? locks.locked(instanceId, what, work) : killed;
  }

  /** The same for a primary that a promotion closed; any other is left as it is where it hangs. */
  Progress lockedUnlessServing(String instanceId, String what, Runnable work) {
    boolean isClosed =
        InstanceRecord.findReadable(InstanceFiles.of(home, instanceId))
            .map(InstanceRecord::replication)
            .filter(it -> it.isClosed() || it.rejoin() == ReplicationRecord.Rejoin.RETURNING)
            .isPresent();
    return isClosed ? locked(instanceId, what, work) : locks.locked(instanceId, what, work);
  }

  private void killHanging(InstanceFiles files) {
    if (Files.exists(files.directory())) {
      ends.killHanging(possible(files), files);
    }
  }

  /** All, where nothing says any more what it is. */
  private List<LocalEngine> possible(InstanceFiles files) {
    return InstanceRecord.findReadable(files)
        .map(instance -> List.of(engines.of(instance)))
        .orElseGet(engines::all);
  }

  /**
   * Stops all that are there, one of them last, whichever fails.
   *
   * @throws dev.cairn.core.ProblemException {@code databases-not-stopped}, which names them
   */
  void all(String last) {
    var all = InstanceFiles.list(home);
    var others = notStopped(all.stream().filter(id -> !id.equals(last)).toList());
    var left =
        Stream.concat(
                others.stream(), notStopped(all.stream().filter(last::equals).toList()).stream())
            .toList();
    if (!left.isEmpty()) {
      var message = "Could not stop " + String.join(", ", left) + ".";
      throw Problem.failed("databases-not-stopped", message, "The log says why.").toException();
    }
  }

  /** Stops these beside each other, and says which it could not. */
  private List<String> notStopped(List<String> ids) {
    try (var beside = Executors.newVirtualThreadPerTaskExecutor()) {
      var stopping = ids.stream().map(id -> beside.submit(() -> stopped(id) ? "" : id)).toList();
      return stopping.stream().map(Background::result).filter(id -> !id.isEmpty()).toList();
    }
  }

  private boolean stopped(String instanceId) {
    var files = InstanceFiles.of(home, instanceId);
    return locked(instanceId, "stop " + instanceId, () -> one(files)) instanceof Progress.Ready;
  }
}
