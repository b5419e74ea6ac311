package dev.cairn.provider.local.postgres;

import dev.cairn.core.Bytes;
import dev.cairn.core.Problem;
import dev.cairn.core.ProblemException;
import java.time.Duration;
import java.util.function.Consumer;

/** Looks at a replica that gets nothing more until it has replayed all that it has. */
final class PostgresReplay {
  /** One that replays nothing for so long, though there is something, hangs. */
  static final Duration STUCK = Duration.ofMinutes(1);

  /** After so many looks at one that waits for the rest of a record it gets no more of it. */
  static final int LAST_LOOKS = 5;

  private final String replica;
  private final long least;
  private final Consumer<String> progress;
  private long replayed = -1;
  private long movedAt;
  private int waits;

  /**
   * @param least it has as much on disk at least; some of that may be no whole record
   */
  PostgresReplay(String replica, long least, Consumer<String> progress) {
    this.replica = replica;
    this.least = least;
    this.progress = progress;
  }

  /**
   * Whether there is no more to replay.
   *
   * @param nanos as of {@link System#nanoTime}
   * @throws ProblemException {@code replay-stands}
   */
  boolean isOver(PostgresReceived now, long nanos) {
    long missing = Math.max(least, now.received()) - now.replayed();
    if (!now.replica() || missing <= 0) {
      return true;
    }
    if (now.replayed() != replayed) {
      replayed = now.replayed();
      movedAt = nanos;
      waits = 0;
      progress.accept("replaying " + new Bytes(missing));
    } else if (nanos - movedAt > STUCK.toNanos()) {
      throw stands(replica, "It has not gone on for " + STUCK.toSeconds() + " s.");
    }
    waits = now.waits() ? waits + 1 : 0;
    return waits >= LAST_LOOKS;
  }

  static ProblemException stands(String replica, String why) {
    return Problem.failed(
            "replay-stands",
            replica + " does not replay all that it received. " + why,
            "Nothing was changed. Read its log, with cairn logs, and retry.")
        .toException();
  }
}
