package dev.cairn.provider.local.postgres;

import dev.cairn.core.Bytes;
import dev.cairn.core.Sentence;
import dev.cairn.provider.ReplicaStatus;
import dev.cairn.provider.ReplicaStatus.State;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What is to be said of a replica.
 *
 * @param primary what its primary says; empty where that does not answer
 * @param replica what it says; empty where it does not answer
 * @param history both are in it already
 * @param now when they were asked, by {@link System#nanoTime}
 * @param log the end of its server's log
 */
record PostgresFollowing(
    Optional<Primary> primary,
    Optional<Replica> replica,
    WalHistory history,
    long now,
    String log) {

  /** Between two connections to its primary, or before the first. */
  private static final Duration RECONNECTS = Duration.ofSeconds(15);

  /** It needs what is nowhere any more, or has what its primary never had. */
  private static final Pattern GONE =
      Pattern.compile(
          "has already been removed|not in this server's history|forked off current database"
              + "|system identifier differs|can no longer (get changes from|access) replication");

  /** Of the server itself; of a session it would say whose. */
  private static final Pattern FATAL = Pattern.compile("^\\S+ \\S+ \\S+ \\[\\d+] FATAL:\\s*(.*)");

  private static final String STARTED = "LOG:  starting PostgreSQL";

  /**
   * @param written bytes of log since its beginning
   * @param slot what it keeps for the replica: {@code wal_status} of {@code pg_replication_slots},
   *     or {@code none}
   */
  record Primary(long written, String slot) {
    static Primary of(List<String> row) {
      return new Primary(number(row.get(0)), row.get(1));
    }
  }

  /**
   * @param replayed bytes of log since its beginning
   * @param streams whether its primary sends
   * @param pause what became of a wish that it replays no more
   * @param age of the last commit that it replayed; empty where there was none
   */
  record Replica(long replayed, boolean streams, String pause, Optional<Duration> age) {
    static Replica of(List<String> row) {
      return new Replica(
          number(row.get(0)),
          row.get(1).startsWith("t"),
          row.get(2),
          Optional.of(number(row.get(3))).filter(age -> age >= 0).map(Duration::ofMillis));
    }
  }

  private static long number(String text) {
    return Long.parseLong(text);
  }

  ReplicaStatus status() {
    if (primary.filter(it -> it.slot().equals("lost")).isPresent()) {
      return is(
          State.LOST,
          "It was away for so long that its primary does not keep any more what it lacks.");
    }
    if (replica.filter(Replica::streams).isEmpty()
        && lastFatal().filter(this::isGone).isPresent()) {
      return is(
          State.LOST,
          "It cannot follow its primary any more: " + Sentence.ended(lastFatal().orElse("")));
    }
    return replica.map(this::answering).orElseGet(() -> is(State.BROKEN, "It does not answer."));
  }

  private ReplicaStatus answering(Replica found) {
    if (found.pause().equals("paused")) {
      return is(State.BROKEN, paused());
    }
    if (primary.isEmpty()) {
      return is(State.BROKEN, "Its primary does not answer.");
    }
    if (!found.streams() && primary.filter(it -> it.slot().equals("none")).isPresent()) {
      return is(State.BROKEN, "Its primary does not let it follow.");
    }
    var stands = history.standsFor(now);
    if (stands.compareTo(ReplicaStatus.STANDSTILL) >= 0) {
      return is(
          State.BROKEN, "It has not gone on for " + stands.toMinutes() + " minutes" + because());
    }
    if (!found.streams() && isOver(RECONNECTS)) {
      return is(State.BROKEN, "Its primary does not send it anything" + because());
    }
    boolean far = history.behind().orElse(0L) > ReplicaStatus.MUCH.value();
    return is(found.streams() && !far ? State.STREAMING : State.CATCHING_UP, "");
  }

  /** What it has already may take it longer than that to replay. */
  private boolean isOver(Duration patience) {
    return history.silentFor(now).compareTo(patience) >= 0
        && (history.behind().orElse(0L) == 0 || history.standsFor(now).compareTo(patience) >= 0);
  }

  private String paused() {
    return log.contains("insufficient parameter settings")
        ? "It replays nothing more: a setting of it is lower than its primary's. It goes on once it"
            + " is started with that of its primary."
        : "Somebody has paused its replay. It goes on with: SELECT pg_wal_replay_resume()";
  }

  private String because() {
    return lastFatal().map(reason -> ": " + Sentence.ended(reason)).orElse(".");
  }

  private boolean isGone(String said) {
    return GONE.matcher(said).find();
  }

  /** Since its last start; what came after says that it passed is not in it. */
  private Optional<String> lastFatal() {
    return log.substring(Math.max(0, log.lastIndexOf(STARTED)))
        .lines()
        .map(FATAL::matcher)
        .filter(Matcher::matches)
        .map(line -> line.group(1).strip())
        .reduce((one, next) -> next);
  }

  private ReplicaStatus is(State state, String reason) {
    var behind = history.behind();
    return new ReplicaStatus(state, behind.map(Bytes::new), lag(behind), reason);
  }

  /** Both are bounds: when its primary was where it is, and how old the last commit it has is. */
  private Optional<Duration> lag(Optional<Long> behind) {
    if (behind.filter(bytes -> bytes == 0).isPresent()) {
      return Optional.of(Duration.ZERO);
    }
    return Stream.concat(history.lag(now).stream(), replica.flatMap(Replica::age).stream())
        .min(Duration::compareTo);
  }
}
