package dev.cairn.manifest;

import dev.cairn.core.Bytes;
import dev.cairn.core.Sensitive;
import dev.cairn.core.StageRef;
import dev.cairn.core.Violation;
import dev.cairn.database.Attachments;
import dev.cairn.database.Database;
import dev.cairn.database.DatabaseRef;
import dev.cairn.database.DatabaseSpec;
import dev.cairn.database.Databases;
import dev.cairn.database.ResizeSpec;
import dev.cairn.database.Tunings;
import dev.cairn.operation.Operations;
import dev.cairn.replication.Replicas;
import java.util.Optional;

/** Holds one database of a manifest against what is there. */
record DatabaseComparison(
    Databases databases,
    Replicas replicas,
    Attachments attachments,
    Tunings tunings,
    Operations operations,
    Differences differences) {

  /** A password that is not looked at. */
  private static final Sensitive<String> UNKNOWN = Sensitive.of("unknown");

  /**
   * @param exists whether the stage is there already
   */
  void of(StageRef stage, String target, Manifest.DatabaseEntry entry, boolean exists) {
    var ref = new DatabaseRef(stage, entry.engine());
    var found = exists ? databases.find(ref) : Optional.<Database>empty();
    if (new ReplicaComparison(databases, replicas, tunings, operations, differences)
        .of(ref, target, entry, found)) {
      return;
    }
    boolean isAttached = found.filter(it -> it.origin() == Database.Origin.ATTACHED).isPresent();
    if (entry.attached().isPresent() && (isAttached || found.isEmpty())) {
      attach(ref, entry.attached().get(), isAttached);
      return;
    }
    if (found.isPresent() && isAttached != entry.attached().isPresent()) {
      differences.refuse(
          new Violation(
              ref.toString(),
              isAttached
                  ? ref + " is attached: the file must say how, under \"attached\"."
                  : ref + " was made by Cairn and cannot become an attached one."));
      return;
    }
    if (found.isEmpty()) {
      differences.plan(
          new Step.Add(
              new DatabaseSpec(
                  ref,
                  entry.version(),
                  entry.type(),
                  entry.storage(),
                  entry.cacheOnly().orElse(false),
                  Optional.empty(),
                  Optional.of(entry.tuning()).filter(it -> !it.isEmpty())),
              target),
          PlannedChange.Kind.CREATE,
          ref.toString(),
          addition(stage, target, entry));
      TuningComparison.sentences(entry.tuning(), ref.toString())
          .forEach(it -> differences.add(change(ref, it)));
      return;
    }
    resize(found.get(), entry);
  }

  private void attach(DatabaseRef ref, AttachedEntry entry, boolean isAttached) {
    if (isAttached && attachments.isReachedBy(ref, entry.spec(UNKNOWN))) {
      return;
    }
    differences.plan(
        new Step.Attach(ref, entry, isAttached),
        isAttached ? PlannedChange.Kind.CHANGE : PlannedChange.Kind.CREATE,
        ref.toString(),
        (isAttached ? "reach the attached " : "attach the existing ")
            + ref.engine().displayName()
            + " at "
            + entry.host()
            + entry.port().map(port -> ":" + port).orElse("")
            + (isAttached ? " from " : " to ")
            + ref.stage());
  }

  private String addition(StageRef stage, String target, Manifest.DatabaseEntry entry) {
    var engine = entry.engine();
    return "add "
        + engine.displayName()
        + entry
            .version()
            .or(() -> databases.findNewestVersion(target, engine))
            .map(version -> " " + version)
            .orElse("")
        + " to "
        + stage
        + " ("
        + entry.type().orElseGet(() -> engine.types().getFirst().name())
        + ", "
        + entry.storage().orElse(DatabaseSpec.DEFAULT_STORAGE)
        + (entry.cacheOnly().orElse(false) ? ", cache only" : "")
        + ")";
  }

  private void resize(Database database, Manifest.DatabaseEntry entry) {
    var ref = database.ref();
    differences.requireSame(ref, "version", entry.version(), database.version());
    differences.requireSame(
        ref,
        "cacheOnly",
        entry.cacheOnly().map(String::valueOf),
        String.valueOf(database.cacheOnly()));
    var type = entry.type().filter(it -> !it.equals(database.type().name()));
    var storage = entry.storage().filter(it -> !it.equals(database.storage()));
    var tuning = new TuningComparison(tunings).of(database, entry.tuning());
    tuning.unnamed().forEach(differences::left);
    boolean isResized = type.isPresent() || storage.isPresent();
    if (isResized) {
      differences.plan(
          new Step.Resize(
              ref,
              new ResizeSpec(
                  type, storage, Optional.of(tuning.spec()).filter(it -> !it.isEmpty()))),
          PlannedChange.Kind.CHANGE,
          ref.toString(),
          "resize "
              + ref
              + " to "
              + type.orElse(database.type().name())
              + ", "
              + storage.map(Bytes::toString).orElse(database.storage().toString()));
    } else if (!tuning.spec().isEmpty()) {
      differences.add(new Step.Tune(ref, tuning.spec()));
    }
    tuning.sentences().forEach(it -> differences.add(change(ref, it)));
  }

  private static PlannedChange change(DatabaseRef ref, String sentence) {
    return new PlannedChange(PlannedChange.Kind.CHANGE, ref.toString(), sentence);
  }
}
