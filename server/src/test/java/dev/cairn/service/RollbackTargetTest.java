package dev.cairn.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.core.StageRef;
import dev.cairn.service.Release.Status;
import dev.cairn.service.ServiceSpec.RuntimeKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RollbackTargetTest {
  private static final StageRef STAGE = StageRef.parse("shop/dev");

  private static ReleaseRow row(int number, Status status, Optional<Integer> builtAs) {
    return row(number, status, builtAs, false);
  }

  private static ReleaseRow row(
      int number, Status status, Optional<Integer> builtAs, boolean codeRemoved) {
    var spec = ServiceKeys.stored(Map.of("source", "/srv/shop", "run", "run", "port", "8000"));
    return new ReleaseRow(
        STAGE,
        number,
        status,
        RuntimeKind.PROCESS,
        "",
        spec,
        builtAs,
        "",
        "",
        "",
        Optional.empty(),
        Optional.empty(),
        codeRemoved,
        "",
        "anna",
        Instant.EPOCH,
        Optional.empty());
  }

  private static ReleaseRow built(int number) {
    return row(number, Status.RETIRED, Optional.empty());
  }

  private static int target(ReleaseRow... newestFirst) {
    return RollbackTarget.choose(List.of(newestFirst), Optional.empty(), STAGE).number();
  }

  @Test
  void goesBackToOtherCode() {
    assertThat(target(row(2, Status.LIVE, Optional.empty()), built(1))).isEqualTo(1);
    // 3 and 4 are the code of 2 with other variables.
    assertThat(
            target(
                row(4, Status.LIVE, Optional.of(3)),
                row(3, Status.RETIRED, Optional.of(2)),
                built(2),
                built(1)))
        .isEqualTo(1);
  }

  @Test
  void goesFurtherBackAfterARollback() {
    // 4 is 2 again: 3 was rolled back from.
    assertThat(target(row(4, Status.LIVE, Optional.of(2)), built(3), built(2), built(1)))
        .isEqualTo(1);
    assertThatThrownBy(() -> target(row(3, Status.LIVE, Optional.of(1)), built(2), built(1)))
        .hasMessageContaining("nothing-to-roll-back-to");
  }

  private static ReleaseRow removed(int number, Optional<Integer> builtAs) {
    return row(number, Status.RETIRED, builtAs, true);
  }

  /** The release and a number of changed variables after it, newest first; the newest is live. */
  private static List<ReleaseRow> changed(ReleaseRow release, int times) {
    var rows = new ArrayList<ReleaseRow>();
    for (int number = release.number() + times; number > release.number(); number--) {
      var status = rows.isEmpty() ? Status.LIVE : Status.RETIRED;
      rows.add(row(number, status, Optional.of(release.number())));
    }
    rows.add(release);
    return rows;
  }

  @Test
  void keepsOtherCodeHoweverOftenVariablesChange() {
    var rows = changed(built(3), 20);
    rows.add(built(2));
    rows.add(built(1));
    assertThat(RollbackTarget.outdated(rows))
        .extracting(ReleaseRow::number)
        .as("not the build of 3, in which the others run")
        .containsExactlyElementsOf(IntStream.rangeClosed(3, 16).mapToObj(it -> 20 - it).toList());
    assertThat(RollbackTarget.choose(rows, Optional.empty(), STAGE).number()).isEqualTo(2);
  }

  /** Each has a copy of the one before it, as older Cairns made them. */
  @Test
  void buildIsKeptForCopiesOfCopiesOfIt() {
    var rows = new ArrayList<ReleaseRow>();
    rows.add(row(9, Status.LIVE, Optional.of(8)));
    for (int number = 8; number > 1; number--) {
      rows.add(row(number, Status.RETIRED, Optional.of(number - 1)));
    }
    rows.add(built(1));
    assertThat(RollbackTarget.outdated(rows)).extracting(ReleaseRow::number).containsExactly(2);
    assertThat(RollbackTarget.builtAs(rows, rows.getFirst())).isEqualTo(1);
    rows.set(8, removed(1, Optional.empty()));
    assertThat(RollbackTarget.builtAs(rows, rows.getFirst())).isEqualTo(2);
  }

  @Test
  void buildGoesWithTheLastReleaseThatRunsInIt() {
    var rows = new ArrayList<ReleaseRow>();
    rows.add(row(9, Status.LIVE, Optional.empty()));
    for (int number = 8; number > 2; number--) {
      rows.add(built(number));
    }
    rows.add(row(2, Status.RETIRED, Optional.of(1)));
    rows.add(built(1));
    assertThat(RollbackTarget.outdated(rows))
        .extracting(ReleaseRow::number)
        .containsExactly(3, 2, 1);
    rows.set(0, row(9, Status.LIVE, Optional.of(1)));
    assertThat(RollbackTarget.outdated(rows)).extracting(ReleaseRow::number).doesNotContain(1);
  }

  @Test
  void keepsTheNewestBuildsAndWhatARollbackGoesTo() {
    assertThat(
            RollbackTarget.outdated(
                List.of(
                    row(8, Status.LIVE, Optional.empty()),
                    built(7),
                    built(6),
                    built(5),
                    built(4),
                    built(3),
                    built(2),
                    row(1, Status.FAILED, Optional.empty()))))
        .extracting(ReleaseRow::number)
        .containsExactly(2);
    // Six builds were each rolled back from, to 2: only 1 is left to go to.
    var rows = new ArrayList<ReleaseRow>();
    rows.add(row(15, Status.LIVE, Optional.of(2)));
    for (int number = 14; number > 2; number--) {
      rows.add(number % 2 == 0 ? built(number) : row(number, Status.RETIRED, Optional.of(2)));
    }
    rows.add(built(2));
    rows.add(built(1));
    assertThat(RollbackTarget.choose(rows, Optional.empty(), STAGE).number()).isEqualTo(1);
    assertThat(RollbackTarget.outdated(rows)).extracting(ReleaseRow::number).doesNotContain(1);
  }

  @Test
  void anotherCopyOfTheSameBuildStandsForARemovedOne() {
    var rows =
        List.of(
            row(5, Status.LIVE, Optional.of(2)),
            row(4, Status.RETIRED, Optional.of(1)),
            row(3, Status.RETIRED, Optional.of(2)),
            removed(2, Optional.empty()),
            removed(1, Optional.empty()));
    assertThat(RollbackTarget.choose(rows, Optional.empty(), STAGE).number()).isEqualTo(4);
    assertThat(RollbackTarget.choose(rows, Optional.of(1), STAGE).number()).isEqualTo(4);
    assertThat(RollbackTarget.choose(rows, Optional.of(3), STAGE).number()).isEqualTo(3);
  }

  @Test
  void saysThatTheBuildWasRemoved() {
    var live = row(3, Status.LIVE, Optional.empty());
    assertThatThrownBy(() -> target(live, removed(2, Optional.empty())))
        .hasMessageContaining("were removed");
    assertThatThrownBy(
            () ->
                RollbackTarget.choose(
                    List.of(live, removed(2, Optional.empty())), Optional.of(2), STAGE))
        .hasMessageContaining("its build was removed");
    assertThatThrownBy(() -> target(live, row(2, Status.FAILED, Optional.empty(), true)))
        .hasMessageContaining("There is no earlier release");
  }
}
