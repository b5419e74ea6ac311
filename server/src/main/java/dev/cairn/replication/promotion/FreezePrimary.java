package dev.cairn.replication.promotion;

import dev.cairn.core.ProblemException;
import dev.cairn.database.Database;
import dev.cairn.database.DatabaseSteps;
import dev.cairn.database.Targets;
import dev.cairn.operation.StepAction;
import dev.cairn.operation.StepResult;
import dev.cairn.operation.StepRun;
import dev.cairn.provider.Progress;
import dev.cairn.replication.ReplicaSteps;
import java.time.Duration;

/** The primary takes no writes any more, and all that it took is at the replica. */
record FreezePrimary(Succession succession, Targets targets) implements StepAction {
  private static final Duration BACKOFF = Duration.ofSeconds(1);

  /** Nobody writes meanwhile: what does not work soon is taken back. */
  private static final Patience PATIENCE = Patience.of(10).within(Duration.ofMinutes(1));

  @Override
  public StepResult run(StepRun run) {
    var result = succession.ofFamily(run, family -> freeze(family, run));
    return PATIENCE.with(result, run);
  }

  private StepResult freeze(Family family, StepRun run) {
    var primary = family.primary();
    return DatabaseSteps.resultOf(
        targets
            .of(primary.ref().stage())
            .freeze(
                primary.identifier(),
                family.replica().identifier(),
                Succession.token(run.operation())),
        StepResult::done);
  }

  /**
   * However long it takes: a primary that nobody replaces is never left without writes. What kept
   * it from being frozen says nothing about this.
   */
  @Override
  public StepResult undo(StepRun run) {
    return succession
        .desired()
        .findPrimary(run.operation())
        .map(primary -> untilDone(primary, run))
        .orElseGet(StepResult::done);
  }

  private StepResult untilDone(Database primary, StepRun run) {
    try {
      var result = DatabaseSteps.unlessLost(() -> takeBack(succession, targets, primary, run));
      return result instanceof StepResult.Failed(var problem)
          ? new StepResult.Retry(problem, BACKOFF)
          : result;
    } catch (ProblemException e) {
      return new StepResult.Retry(e.problem(), BACKOFF);
    }
  }

  /** It may take writes again, and runs as it did. */
  static StepResult takeBack(
      Succession succession, Targets targets, Database primary, StepRun run) {
    return DatabaseSteps.resultOf(
        unfreeze(targets, primary, run),
        () -> ReplicaSteps.converge(succession.desired(), targets, primary, run));
  }

  static Progress unfreeze(Targets targets, Database primary, StepRun run) {
    return targets
        .of(primary.ref().stage())
        .unfreeze(primary.identifier(), Succession.token(run.operation()));
  }
}
