package dev.cairn.provider;

import dev.cairn.core.StageRef;
import dev.cairn.engine.InstanceType;
import dev.cairn.engine.Tuning;
import java.util.List;
import java.util.Optional;

/**
 * What a database has to do with others that hold the same data, as wanted.
 *
 * @param primary whom it follows; empty where it takes writes itself
 * @param replicas ids of the databases that may follow it, and no others: what is kept for one that
 *     is not named any more goes
 * @param guests stages besides its own whose applications may log in
 */
public record Replication(Optional<Primary> primary, List<String> replicas, List<StageRef> guests) {

  /** It stands alone. */
  public static final Replication NONE = new Replication(Optional.empty(), List.of(), List.of());

  public Replication {
    replicas = List.copyOf(replicas);
    guests = List.copyOf(guests);
    if (primary.isPresent() && !replicas.isEmpty()) {
      throw new IllegalArgumentException("no replica of a replica");
    }
  }

  public boolean isReplica() {
    return primary.isPresent();
  }

  /**
   * Whom a replica follows.
   *
   * @param type as wanted, or about to be: some settings of a replica must not be below its
   *     primary's
   * @param tuning likewise
   */
  public record Primary(String id, InstanceType type, Tuning tuning) {}
}
