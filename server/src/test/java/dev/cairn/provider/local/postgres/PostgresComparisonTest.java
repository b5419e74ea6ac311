package dev.cairn.provider.local.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.core.Bytes;
import dev.cairn.engine.postgres.PostgresPosition;
import dev.cairn.engine.postgres.TimelineHistory;
import dev.cairn.provider.Standing;
import dev.cairn.provider.Standing.Relation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PostgresComparisonTest {
  private static PostgresPosition log(long timeline, Map<Long, Long> left) {
    return new PostgresPosition(1, timeline, new TimelineHistory(new TreeMap<>(left)), 1000, 2000);
  }

  private static final PostgresPosition FIRST = log(1, Map.of());
  private static final PostgresPosition SECOND = log(2, Map.of(1L, 900L));

  private static Standing standing(PostgresPosition one, long at, PostgresPosition primary) {
    return new PostgresComparison(one, at).against(primary);
  }

  private static boolean isWithin(PostgresPosition one, long at, PostgresPosition other) {
    return new PostgresComparison(one, at).isWithin(other);
  }

  @Test
  void whoHasAsMuchOfTheSameLogHasAll() {
    assertThat(standing(FIRST, 1000, FIRST)).isEqualTo(Standing.EQUAL);
    assertThat(standing(SECOND, 1000, SECOND)).isEqualTo(Standing.EQUAL);
    // What its primary wrote last may end in zeros, or with the file.
    assertThat(standing(FIRST, 2000, FIRST)).isEqualTo(Standing.EQUAL);
    assertThat(standing(FIRST, 2001, FIRST).relation()).isEqualTo(Relation.AHEAD);
  }

  @Test
  void whoLacksSomethingIsToldHowMuch() {
    assertThat(standing(FIRST, 992, FIRST).relation()).isEqualTo(Relation.BEHIND);
    assertThat(standing(FIRST, 992, FIRST).missing()).contains(new Bytes(8));
    assertThat(standing(FIRST, 900, SECOND).missing()).contains(new Bytes(100));
  }

  @Test
  void whoWentAnotherWayIsOther() {
    assertThat(standing(FIRST, 901, SECOND).relation()).isEqualTo(Relation.OTHER);
    assertThat(standing(SECOND, 950, log(2, Map.of(1L, 800L))).relation())
        .isEqualTo(Relation.OTHER);
    var foreign = new PostgresPosition(2, 1, TimelineHistory.FIRST, 1000, 2000);
    assertThat(standing(foreign, 1000, FIRST).relation()).isEqualTo(Relation.OTHER);
    assertThat(standing(log(2, Map.of(1L, 1000L)), 1000, FIRST).relation())
        .isEqualTo(Relation.AHEAD);
  }

  @Test
  void formerPrimaryIsWithinWhereTheOtherWentOnFromThereOrLater() {
    assertThat(isWithin(FIRST, 900, SECOND)).isTrue();
    assertThat(isWithin(FIRST, 901, SECOND)).isFalse();
    assertThat(isWithin(FIRST, 900, FIRST)).isFalse();
    assertThat(isWithin(SECOND, 900, FIRST)).isFalse();
    var third = log(3, Map.of(1L, 900L, 2L, 950L));
    assertThat(isWithin(FIRST, 900, third)).isTrue();
    assertThat(isWithin(SECOND, 950, third)).isTrue();
    assertThat(isWithin(log(2, Map.of(1L, 899L)), 950, third)).isFalse();
  }

  private static PostgresReceived replica(long received, long replayed, boolean waits) {
    return new PostgresReceived(true, received, replayed, waits, "not paused");
  }

  @Test
  void replayIsOverWithAllOrWithAPartOfARecordLeft() {
    var said = new ArrayList<String>();
    var replay = new PostgresReplay("eu", 0, said::add);
    assertThat(replay.isOver(replica(2048, 0, false), 0)).isFalse();
    assertThat(replay.isOver(replica(2048, 1024, true), 1)).isFalse();
    for (int look = 1; look < PostgresReplay.LAST_LOOKS; look++) {
      assertThat(replay.isOver(replica(2048, 1024, look < 3), look)).isFalse();
    }
    for (int look = 1; look < PostgresReplay.LAST_LOOKS; look++) {
      assertThat(replay.isOver(replica(2048, 1024, true), look)).isFalse();
    }
    assertThat(replay.isOver(replica(2048, 1024, true), 9)).isTrue();
    assertThat(replay.isOver(replica(2048, 2048, false), 9)).isTrue();
    assertThat(said).containsExactly("replaying 2 KiB", "replaying 1 KiB");
    assertThat(new PostgresReplay("eu", 4096, said::add).isOver(replica(2048, 2048, false), 0))
        .isFalse();
  }

  @Test
  void replayThatHangsIsTold() {
    var replay = new PostgresReplay("eu", 0, line -> {});
    assertThat(replay.isOver(replica(2048, 1024, false), 0)).isFalse();
    assertThatThrownBy(
            () -> replay.isOver(replica(2048, 1024, false), Duration.ofMinutes(2).toNanos()))
        .hasMessageContaining("has not gone on");
  }
}
