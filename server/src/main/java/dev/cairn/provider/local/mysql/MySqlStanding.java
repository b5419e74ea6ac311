package dev.cairn.provider.local.mysql;

import dev.cairn.core.Bytes;
import dev.cairn.core.Sentence;
import dev.cairn.engine.mysql.MySqlFollowing;
import dev.cairn.provider.ReplicaStatus;
import dev.cairn.provider.ReplicaStatus.State;
import java.time.Duration;
import java.util.Optional;

/**
 * What is made of what primary and replica say.
 *
 * @param following what the replica says
 * @param behind bytes of the primary's log that it has not replayed; empty where the primary does
 *     not answer
 * @param lag how old what it shows is, where that is known
 * @param still how long it has replayed nothing
 */
record MySqlStanding(
    MySqlFollowing following, Optional<Bytes> behind, Optional<Duration> lag, Duration still) {
  ReplicaStatus status() {
    var lost = following.lost();
    if (lost.isPresent()) {
      return is(State.LOST, "It cannot follow its primary any more: " + Sentence.ended(lost.get()));
    }
    if (behind.isEmpty()) {
      return is(State.BROKEN, "Its primary does not answer.");
    }
    if (!following.isReplaying() || !following.isReceiving()) {
      return is(State.BROKEN, "It does not follow: " + why("it was told to stop"));
    }
    var trouble = following.trouble();
    if (!following.isConnected()) {
      return trouble.isPresent()
          ? is(State.BROKEN, "It does not reach its primary: " + Sentence.ended(trouble.get()))
          : is(State.CATCHING_UP, "");
    }
    if (behind.get().value() > 0 && still.compareTo(ReplicaStatus.STANDSTILL) >= 0) {
      return is(
          State.BROKEN,
          "It has made no progress for "
              + still.toMinutes()
              + " minutes, with "
              + behind.get()
              + " before it.");
    }
    return is(
        behind.get().compareTo(ReplicaStatus.MUCH) > 0 ? State.CATCHING_UP : State.STREAMING, "");
  }

  private ReplicaStatus is(State state, String reason) {
    return new ReplicaStatus(state, behind, lag, reason);
  }

  private String why(String otherwise) {
    return Sentence.ended(following.trouble().orElse(otherwise));
  }
}
