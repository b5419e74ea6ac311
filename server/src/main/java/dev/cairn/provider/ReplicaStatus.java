package dev.cairn.provider;

import dev.cairn.core.Bytes;
import java.time.Duration;
import java.util.Optional;

/**
 * How far a replica is behind its primary, as found.
 *
 * @param behind of what its primary wrote, not replayed yet; empty where one of the two does not
 *     answer
 * @param lag how old what it shows is; nothing while all is replayed, however long ago the last
 *     write was; empty where nobody can tell
 * @param reason sentences, where it is broken, lost or diverged; else empty
 */
public record ReplicaStatus(
    State state, Optional<Bytes> behind, Optional<Duration> lag, String reason) {

  /** One that has more than this before it catches up; as much is on its way on a busy machine. */
  public static final Bytes MUCH = Bytes.ofMib(16);

  /** One that has not gone on for so long, with something before it, is broken. */
  public static final Duration STANDSTILL = Duration.ofMinutes(2);

  /** Whether it replays what its primary writes. */
  public boolean isFollowing() {
    return state == State.STREAMING || state == State.CATCHING_UP;
  }

  /** What a replica does. */
  public enum State {
    /** It replays what its primary writes as that comes. */
    STREAMING,
    /** It replays, and has much before it. */
    CATCHING_UP,
    /** It follows no more, and may again by itself: its primary is away, for example. */
    BROKEN,
    /** It cannot follow any more: it must be rebuilt. */
    LOST,
    /**
     * It has what its primary never had, as it was the primary, or somebody wrote to it: it runs,
     * takes no writes, and is kept to be looked at until somebody has it rebuilt.
     */
    DIVERGED
  }
}
