package dev.cairn.replication.promotion;

import dev.cairn.core.Problem;
import dev.cairn.database.Database;
import dev.cairn.database.Targets;
import dev.cairn.operation.StepAction;
import dev.cairn.operation.StepResult;
import dev.cairn.operation.StepRun;
import dev.cairn.provider.Observed;
import dev.cairn.provider.Standing;
import java.time.Duration;

/** The replica has all that the frozen primary has, and nothing else. */
record CompareReplica(Succession succession, Targets targets) implements StepAction {
  private static final Duration BACKOFF = Duration.ofMillis(100);
  private static final int MOST_ATTEMPTS = 50;

  /** Nobody writes meanwhile. There is room in it for a restart of Cairn. */
  private static final Duration MOST = Duration.ofSeconds(20);

  @Override
  public StepResult run(StepRun run) {
    var result = succession.ofFamily(run, this::compare);
    return Patience.of(MOST_ATTEMPTS).within(MOST).with(result, run);
  }

  private StepResult compare(Family family) {
    var replica = family.replica();
    var standing = targets.of(replica.ref().stage()).compare(replica.identifier());
    return switch (standing.relation()) {
      case EQUAL -> StepResult.done();
      case BEHIND, UNKNOWN ->
          hasEnded(replica)
              ? new StepResult.Failed(behind(family, standing))
              : new StepResult.Retry(behind(family, standing), BACKOFF);
      case AHEAD, OTHER ->
          new StepResult.Failed(
              PromotionRefusals.diverged(replica.ref(), family.primary().ref(), standing.reason()));
    };
  }

  /** Nobody writes meanwhile: its start is not waited for. */
  private boolean hasEnded(Database replica) {
    return targets.of(replica.ref().stage()).observe(replica.identifier()).state()
        == Observed.State.FAILED;
  }

  private static Problem behind(Family family, Standing standing) {
    return Problem.unavailable(
        "replica-behind",
        (family.replica().ref()
                + " does not have all that "
                + family.primary().ref()
                + " has. "
                + standing.reason())
            .strip(),
        "See whether it follows: cairn db show " + family.replica().ref() + ".");
  }
}
