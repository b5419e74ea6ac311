package dev.cairn.web.console;

import dev.cairn.core.Bytes;
import dev.cairn.core.ProblemException;
import dev.cairn.database.Database;
import dev.cairn.provider.ReplicaStatus;
import dev.cairn.replication.Replicas;
import java.util.Optional;

/**
 * How a replica follows its primary, in words.
 *
 * @param lag how old what it shows is
 * @param behind what its primary wrote and it has not replayed
 * @param reason a sentence where it does not follow, or nobody can tell; else empty
 * @param isDiverged whether it has what its primary never had
 */
record Following(Badge state, String lag, String behind, String reason, boolean isDiverged) {
  private static final String UNKNOWN = "unknown";

  /** As found now. One that cannot be looked at is no reason to show nothing of the others. */
  static Following of(Replicas replicas, Database replica) {
    try {
      boolean isPromoting = replicas.promotion(replica.ref(), Optional.empty()).isPresent();
      if (!isPromoting && !replica.status().isAnswering()) {
        return unknown(Badges.of(replica.status()), replica.statusReason());
      }
      var found = replicas.status(replica);
      var promotion = replicas.promotion(replica.ref(), found);
      return promotion
          .map(Following::promoting)
          .or(() -> found.map(Following::of))
          .orElseGet(() -> unknown(Badge.idle("Unknown"), "It says nothing of its primary."));
    } catch (ProblemException unreachable) {
      return unknown(Badge.warn("Unknown"), unreachable.problem().message());
    }
  }

  static Following of(ReplicaStatus status) {
    return new Following(
        badge(status.state()),
        status.lag().map(When::lasted).orElse(UNKNOWN),
        status.behind().map(Bytes::toString).orElse(UNKNOWN),
        (status.reason() + " " + next(status.state())).strip(),
        status.state() == ReplicaStatus.State.DIVERGED);
  }

  /** What becomes of it, in a sentence; empty where there is nothing to say. */
  private static String next(ReplicaStatus.State state) {
    return switch (state) {
      case STREAMING, CATCHING_UP, BROKEN -> "";
      case LOST -> "Cairn copies its primary's data anew by itself.";
      case DIVERGED ->
          "It takes no writes, and is kept as it is: look at what it has beyond its primary, then"
              + " rebuild it.";
    };
  }

  private static Badge badge(ReplicaStatus.State state) {
    return switch (state) {
      case STREAMING -> Badge.ok("Streaming");
      case CATCHING_UP -> Badge.busy("Catching up");
      case BROKEN -> Badge.bad("Broken");
      case LOST -> Badge.bad("Lost");
      case DIVERGED -> Badge.bad("Diverged");
    };
  }

  private static Following promoting(String reason) {
    return unknown(Badge.busy("Promoting"), reason);
  }

  private static Following unknown(Badge state, String reason) {
    return new Following(state, UNKNOWN, UNKNOWN, reason, false);
  }

  /** For a line: {@code 0.0 s behind, 38 KiB to replay}. */
  String text() {
    return lag.equals(UNKNOWN) && behind.equals(UNKNOWN)
        ? ""
        : (lag.equals(UNKNOWN) ? "how old it is nobody knows" : lag + " behind")
            + (behind.equals(UNKNOWN) ? "" : ", " + behind + " to replay");
  }
}
