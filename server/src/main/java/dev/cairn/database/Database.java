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
 * @param statusReason a sentence where the status is not AVAILABLE, else empty
 */
public record Database(
    DatabaseRef ref,
    String identifier,
    Origin origin,
    String version,
    InstanceType type,
    Bytes storage,
    Bytes used,
    String database,
    String username,
    String secretName,
    Status status,
    String statusReason,
    Optional<Endpoint> endpoint,
    Instant createdAt) {

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
    MODIFYING,
    RECOVERING,
    REMOVING,
    FAILED
  }
}
