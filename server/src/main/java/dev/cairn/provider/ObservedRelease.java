package dev.cairn.provider;

import java.util.Optional;

/**
 * A release as found.
 *
 * @param address host:port that the edge reaches it at
 * @param reason why it is not running, for people: {@code exited with status 1}
 */
public record ObservedRelease(State state, Optional<String> address, String reason) {

  /** Where a release is. */
  public enum State {
    RUNNING,
    STOPPED,
    MISSING
  }
}
