package dev.cairn.provider.local.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.core.Bytes;
import dev.cairn.provider.ReplicaStatus;
import dev.cairn.provider.ReplicaStatus.State;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PostgresFollowingTest {
  private static final long MANY = 100 * 1024 * 1024L;
  private static final String FATAL = "2026-01-01 00:00:00.000 UTC [17] FATAL:  ";
  private final WalHistory history = new WalHistory();
  private String log = "";
  private String slot = "reserved";
  private Optional<Duration> age = Optional.empty();

  private ReplicaStatus look(long seconds, long written, long replayed, boolean streams) {
    long now = Duration.ofSeconds(seconds).toNanos();
    history.written(now, written);
    history.replayed(now, replayed, streams);
    return new PostgresFollowing(
            Optional.of(new PostgresFollowing.Primary(written, slot)),
            Optional.of(new PostgresFollowing.Replica(replayed, streams, "not paused", age)),
            history,
            now,
            log)
        .status();
  }

  @Test
  void streamsWhileItIsAlmostThere() {
    age = Optional.of(Duration.ofDays(3));
    assertThat(look(0, 100, 100, true))
        .isEqualTo(
            new ReplicaStatus(
                State.STREAMING, Optional.of(new Bytes(0)), Optional.of(Duration.ZERO), ""));
    age = Optional.of(Duration.ofMillis(80));
    assertThat(look(5, 200, 150, true))
        .isEqualTo(
            new ReplicaStatus(
                State.STREAMING,
                Optional.of(new Bytes(50)),
                Optional.of(Duration.ofMillis(80)),
                ""));
  }

  @Test
  void catchesUpWhileMuchIsBeforeItOrItHasOnlyBegun() {
    assertThat(look(0, MANY, 0, true).state()).isEqualTo(State.CATCHING_UP);
    assertThat(look(5, MANY, MANY - 1, false).state()).isEqualTo(State.CATCHING_UP);
    assertThat(look(6, MANY, MANY - 1, true).state()).isEqualTo(State.STREAMING);
  }

  @Test
  void breaksWhereNothingGoesOnForMinutes() {
    look(0, 100, 50, true);
    assertThat(look(119, 100, 50, true).state()).isEqualTo(State.STREAMING);
    var status = look(121, 100, 50, true);
    assertThat(status.state()).isEqualTo(State.BROKEN);
    assertThat(status.reason()).isEqualTo("It has not gone on for 2 minutes.");
  }

  @Test
  void breaksWhereNothingIsSentAlsoWhereNothingIsBehind() {
    look(0, 100, 100, true);
    log = FATAL + "could not connect to the primary server: refused\n";
    assertThat(look(10, 100, 100, false).state()).isEqualTo(State.CATCHING_UP);
    var status = look(16, 100, 100, false);
    assertThat(status.state()).isEqualTo(State.BROKEN);
    assertThat(status.reason())
        .isEqualTo(
            "Its primary does not send it anything: could not connect to the primary server:"
                + " refused.");
  }

  @Test
  void isLostWhereItsPrimaryDoesNotHaveWhatItLacks() {
    slot = "lost";
    assertThat(look(0, 100, 50, false).state()).isEqualTo(State.LOST);
    slot = "reserved";
    log =
        FATAL
            + "could not receive data from WAL stream: ERROR:  requested WAL segment"
            + " 000000010000000000000002 has already been removed\n";
    assertThat(look(0, 100, 50, false).state()).isEqualTo(State.LOST);
    assertThat(look(0, 100, 50, true).state()).isEqualTo(State.STREAMING);
    log += "2026-01-01 00:00:01.000 UTC [18] LOG:  starting PostgreSQL 18.6\n";
    assertThat(look(0, 100, 50, false).state()).isEqualTo(State.CATCHING_UP);
  }

  /** What somebody has the server say in a session of his. */
  @Test
  void isNotLostBecauseAnApplicationSaysSo() {
    log =
        "2026-01-01 00:00:00.000 UTC [17] notes@notes FATAL:  requested WAL segment has already"
            + " been removed\n";
    assertThat(look(0, 100, 50, false).state()).isEqualTo(State.CATCHING_UP);
  }

  @Test
  void saysWhoDoesNotAnswerAndWhatWasSeenBefore() {
    look(0, 200, 150, true);
    long now = Duration.ofSeconds(60).toNanos();
    var replica =
        Optional.of(new PostgresFollowing.Replica(150, false, "not paused", Optional.empty()));
    history.replayed(now, 150, false);
    assertThat(new PostgresFollowing(Optional.empty(), replica, history, now, "").status())
        .isEqualTo(
            new ReplicaStatus(
                State.BROKEN,
                Optional.of(new Bytes(50)),
                Optional.empty(),
                "Its primary does not answer."));
    assertThat(
            new PostgresFollowing(
                    Optional.of(new PostgresFollowing.Primary(200, "reserved")),
                    Optional.empty(),
                    history,
                    now,
                    "")
                .status()
                .reason())
        .isEqualTo("It does not answer.");
  }

  @Test
  void saysWhyItsReplayIsPaused() {
    var replica = Optional.of(new PostgresFollowing.Replica(150, true, "paused", Optional.empty()));
    log = "[17] WARNING:  hot standby is not possible because of insufficient parameter settings\n";
    var found = new PostgresFollowing(Optional.empty(), replica, history, 0, log).status();
    assertThat(found.state()).isEqualTo(State.BROKEN);
    assertThat(found.reason()).contains("a setting of it is lower than its primary's");
  }
}
