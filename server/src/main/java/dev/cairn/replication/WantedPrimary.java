package dev.cairn.replication;

import dev.cairn.core.Bytes;
import dev.cairn.database.Database;
import dev.cairn.database.DatabaseRef;
import java.util.Optional;

/**
 * A database that is to be followed, as it is or as it is about to be.
 *
 * @param follows of a replica, its primary
 * @param storage nothing where Cairn does not run it
 */
public record WantedPrimary(
    DatabaseRef ref, Database.Origin origin, Optional<DatabaseRef> follows, Bytes storage) {

  public static WantedPrimary of(Database database) {
    return new WantedPrimary(
        database.ref(), database.origin(), database.primary(), database.storage());
  }

  public static WantedPrimary created(DatabaseRef ref, Bytes storage) {
    return new WantedPrimary(ref, Database.Origin.CREATED, Optional.empty(), storage);
  }

  public static WantedPrimary attached(DatabaseRef ref) {
    return new WantedPrimary(ref, Database.Origin.ATTACHED, Optional.empty(), new Bytes(0));
  }

  /** As asked for; its storage is its primary's where none is named. */
  public static WantedPrimary replica(ReplicaSpec spec) {
    return new WantedPrimary(
        spec.ref(),
        Database.Origin.REPLICA,
        Optional.of(spec.primary()),
        spec.storage().orElse(new Bytes(0)));
  }

  /** The same once it has that much. */
  public WantedPrimary with(Bytes grown) {
    return new WantedPrimary(ref, origin, follows, grown);
  }
}
