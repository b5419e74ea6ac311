package dev.cairn.provider;

import java.util.Optional;

/**
 * A release as found.
 *
 * @param address host:port that the edge reaches it at
 * @param restarts how often the engine that runs it brought it back by itself since it was started
 * @param reason why it is not running, for people: {@code exited with status 1}
 */
public record ObservedRelease(State state, Optional<String> address, int restarts, String reason) {

  /** Where a release is. */
  public enum State {
    RUNNING,
    STOPPED,
    MISSING
  }
}
