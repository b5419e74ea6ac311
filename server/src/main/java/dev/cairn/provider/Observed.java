package dev.cairn.provider;

import dev.cairn.core.Bytes;
import java.util.Optional;

/**
 * A database as found.
 *
 * @param reason a sentence, where the state is not RUNNING, or where it refuses writes
 * @param used bytes on disk
 * @param writable false where it refuses writes, as its storage is used up
 */
public record Observed(
    State state, Optional<Endpoint> endpoint, Bytes used, boolean writable, String reason) {

  /** Where a database is. */
  public enum State {
    RUNNING,
    STARTING,
    STOPPED,
    FAILED,
    MISSING
  }
}
