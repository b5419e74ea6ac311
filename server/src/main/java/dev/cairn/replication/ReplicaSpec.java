package dev.cairn.replication;

import dev.cairn.core.Bytes;
import dev.cairn.database.DatabaseRef;
import java.util.Optional;

/**
 * A replica as asked for; what is left out is as its primary has it.
 *
 * @param ref where it is to be
 * @param primary whom it is to follow
 */
public record ReplicaSpec(
    DatabaseRef ref, DatabaseRef primary, Optional<String> type, Optional<Bytes> storage) {

  /** As its primary is. */
  public static ReplicaSpec of(DatabaseRef ref, DatabaseRef primary) {
    return new ReplicaSpec(ref, primary, Optional.empty(), Optional.empty());
  }
}
