package dev.cairn.database;

import dev.cairn.core.Bytes;
import dev.cairn.engine.InstanceType;
import dev.cairn.provider.Endpoint;
import java.time.Instant;
import java.util.Optional;

/**
 * A database of a stage as recorded: what is wanted, and what was last seen.
 *
 * @param identifier the provider's name for it, also {@code dbInstanceIdentifier}
 * @param database the database's name in the engine
 * @param used bytes on disk when last looked
 * @param cacheOnly Redis without persistence
 * @param username a replica's is its primary's, as its storage is at least that
 * @param statusReason a sentence where the status is not AVAILABLE, or storage runs out; else empty
 * @param primary whom it follows, where it is a replica
 * @param isPrevious whether it was the primary, and has not come back as a replica: nobody waits
 *     for it
 */
public record Database(
    DatabaseRef ref,
    String identifier,
    Origin origin,
    String version,
    InstanceType type,
    Bytes storage,
    Bytes used,
    boolean cacheOnly,
    String database,
    String username,
    String secretName,
    Status status,
    String statusReason,
    Optional<Endpoint> endpoint,
    Instant createdAt,
    Optional<DatabaseRef> primary,
    boolean isPrevious) {

  public boolean isReplica() {
    return origin == Origin.REPLICA;
  }

  /**
   * The same once it follows another, or none.
   *
   * @param previous as {@link #isPrevious}
   */
  public Database following(Optional<DatabaseRef> another, boolean previous) {
    return new Database(
        ref,
        identifier,
        another.isPresent() ? Origin.REPLICA : Origin.CREATED,
        version,
        type,
        storage,
        used,
        cacheOnly,
        database,
        username,
        secretName,
        status,
        statusReason,
        endpoint,
        createdAt,
        another,
        previous);
  }

  /** How it came to be. */
  public enum Origin {
    CREATED,
    ATTACHED,
    REPLICA
  }

  /** Where it is. */
  public enum Status {
    CREATING,
    AVAILABLE,
    /** It answers and refuses writes, as its storage is used up. */
    READ_ONLY,
    MODIFYING,
    RECOVERING,
    REMOVING,
    FAILED;

    /** Whether applications can connect to it. */
    public boolean isAnswering() {
      return this == AVAILABLE || this == READ_ONLY;
    }
  }
}
