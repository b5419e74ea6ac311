package dev.cairn.provider;

import dev.cairn.core.Bytes;
import java.util.Optional;

/**
 * A database as found.
 *
 * @param reason a sentence, where the state is not RUNNING
 * @param used bytes on disk
 */
public record Observed(State state, Optional<Endpoint> endpoint, Bytes used, String reason) {

  /** Where a database is. */
  public enum State {
    RUNNING,
    STARTING,
    STOPPED,
    FAILED,
    MISSING
  }
}
