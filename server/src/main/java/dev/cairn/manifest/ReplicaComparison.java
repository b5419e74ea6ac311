package dev.cairn.manifest;

import dev.cairn.core.Bytes;
import dev.cairn.core.Sentence;
import dev.cairn.core.Violation;
import dev.cairn.database.Database;
import dev.cairn.database.DatabaseRef;
import dev.cairn.database.Databases;
import dev.cairn.database.Tunings;
import dev.cairn.operation.Operations;
import dev.cairn.replication.ReplicaSpec;
import dev.cairn.replication.Replicas;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Holds whom a database of a manifest follows against whom it follows now. */
record ReplicaComparison(
    Databases databases,
    Replicas replicas,
    Tunings tunings,
    Operations operations,
    Differences differences) {

  /** Whether all is said with that; else it is compared as others are. */
  boolean of(
      DatabaseRef ref, String target, Manifest.DatabaseEntry entry, Optional<Database> found) {
    var follows = found.flatMap(Database::primary);
    if (entry.replicaOf().isEmpty()) {
      follows.ifPresent(it -> refuse(ref, unsaid(ref, it)));
      return follows.isPresent();
    }
    var primary = entry.replicaOf().get();
    if (found.isEmpty()) {
      add(ref, target, primary, entry);
      return true;
    }
    if (!follows.equals(entry.replicaOf())) {
      refuse(
          ref,
          promotedSince()
              .follower(ref, follows, primary)
              .orElseGet(
                  () -> ref + follows.map(it -> otherwise(it, primary)).orElse(ownData(primary))));
      return true;
    }
    return false;
  }

  private PromotedSince promotedSince() {
    return new PromotedSince(databases, operations);
  }

  private String unsaid(DatabaseRef ref, DatabaseRef follows) {
    return promotedSince()
        .former(ref, follows)
        .orElseGet(
            () ->
                ref
                    + " is a replica of "
                    + follows
                    + ": the file must say so, under \"replicaOf\".");
  }

  private static String otherwise(DatabaseRef follows, DatabaseRef wanted) {
    return " follows "
        + follows
        + " and cannot become a replica of "
        + wanted
        + ": remove it first, and it is added as one.";
  }

  private static String ownData(DatabaseRef wanted) {
    return " has data of its own and cannot become a replica of " + wanted + ".";
  }

  private void refuse(DatabaseRef ref, String sentence) {
    differences.refuse(new Violation(ref + ".replicaOf", sentence));
  }

  private void add(
      DatabaseRef ref, String target, DatabaseRef primary, Manifest.DatabaseEntry entry) {
    var living = databases.find(primary);
    var tuning = living.map(it -> tunings.differing(it, entry.tuning())).orElse(entry.tuning());
    differences.plan(
        new Step.AddReplica(
            new ReplicaSpec(ref, primary, entry.type(), entry.storage()), target, tuning),
        PlannedChange.Kind.CREATE,
        ref.toString(),
        "add a replica of " + primary + " to " + ref.stage() + size(entry));
    TuningComparison.sentences(tuning, ref.toString())
        .forEach(
            it ->
                differences.add(new PlannedChange(PlannedChange.Kind.CHANGE, ref.toString(), it)));
    living
        .filter(it -> it.status().isAnswering() && it.origin() == Database.Origin.CREATED)
        .flatMap(_ -> replicas.restartBefore(primary))
        .ifPresent(
            reason ->
                differences.note(primary + " is restarted once for it: " + Sentence.ended(reason)));
  }

  private static String size(Manifest.DatabaseEntry entry) {
    var own =
        Stream.of(entry.type(), entry.storage().map(Bytes::toString))
            .flatMap(Optional::stream)
            .collect(Collectors.joining(", "));
    return own.isEmpty() ? "" : " (" + own + ")";
  }
}
