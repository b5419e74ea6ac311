package dev.cairn.manifest;

import dev.cairn.database.Database;
import dev.cairn.database.DatabaseRef;
import dev.cairn.database.Databases;
import dev.cairn.operation.Operations;
import dev.cairn.replication.Promotion;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** What to say of a file from before a promotion: what happened, and what to write there. */
record PromotedSince(Databases databases, Operations operations) {

  /** Of a database that the file has follow what is no primary any more; empty for any other. */
  Optional<String> follower(DatabaseRef ref, Optional<DatabaseRef> follows, DatabaseRef wanted) {
    var leader = databases.find(wanted).flatMap(Database::primary);
    if (leader.equals(Optional.of(ref))) {
      return Optional.of(
          ref
              + " was promoted in place of "
              + wanted
              + at(ref)
              + " and is the primary now: leave \"replicaOf\" out there, or promote back: cairn db"
              + " promote "
              + wanted
              + ".");
    }
    return leader
        .filter(it -> follows.equals(leader))
        .map(
            it -> ref + " follows " + it + ", promoted in place of " + wanted + at(it) + write(it));
  }

  /** Of a database that the file has follow nobody; empty where nobody was promoted. */
  Optional<String> former(DatabaseRef ref, DatabaseRef leader) {
    return Promotion.last(operations, leader)
        .map(
            _ ->
                ref
                    + " follows "
                    + leader
                    + ", which was promoted"
                    + at(leader)
                    + write(leader)
                    + " \"cairn export "
                    + ref.stage().stack()
                    + "\" writes all as it is.");
  }

  private static String write(DatabaseRef leader) {
    return ": write \"replicaOf: " + leader + "\" there.";
  }

  private String at(DatabaseRef leader) {
    return Promotion.last(operations, leader)
        .map(it -> " at " + it.truncatedTo(ChronoUnit.SECONDS))
        .orElse("");
  }
}
