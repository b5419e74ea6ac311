package dev.cairn.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.core.StageRef;
import dev.cairn.provider.ReleaseInstance.Source;
import dev.cairn.service.Release.Status;
import dev.cairn.service.ServiceSpec.RuntimeKind;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RollbackTargetTest {
  private static final StageRef STAGE = StageRef.parse("shop/dev");

  private static ReleaseRow row(int number, Status status, Optional<Integer> builtAs) {
    var spec =
        new ServiceSpec(
            new Source.Directory(Path.of("/srv/shop")),
            Optional.empty(),
            Optional.of("run"),
            Optional.empty(),
            8000,
            Optional.empty(),
            Optional.empty());
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
        Optional.empty(),
        Optional.empty(),
        false,
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
}
