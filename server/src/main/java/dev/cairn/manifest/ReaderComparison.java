package dev.cairn.manifest;

import dev.cairn.core.StageRef;
import dev.cairn.database.DatabaseRef;
import dev.cairn.replication.reader.Readers;

/** Holds where applications of a manifest are to read against where they are told to. */
record ReaderComparison(Readers readers, Differences differences) {

  void of(StageRef stage, Manifest.DatabaseEntry entry) {
    var ref = new DatabaseRef(stage, entry.engine());
    var chosen = readers.chosen(ref);
    if (entry.readsFrom().isEmpty()) {
      chosen.ifPresent(
          it -> differences.left("that the application of " + stage + " reads from " + it));
      return;
    }
    var wanted = entry.readsFrom().get();
    boolean isReplica = entry.replicaOf().isPresent();
    if (chosen.isPresent() ? chosen.get().equals(wanted) : isReplica && wanted.equals(ref)) {
      return;
    }
    differences.plan(
        new Step.ReadFrom(ref, wanted),
        PlannedChange.Kind.CHANGE,
        ref.toString(),
        "have the application of " + stage + " read from " + wanted);
  }
}
