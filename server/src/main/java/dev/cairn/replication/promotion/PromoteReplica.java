package dev.cairn.replication.promotion;

import dev.cairn.core.Problem;
import dev.cairn.core.ProblemException;
import dev.cairn.database.Database;
import dev.cairn.database.DatabaseSteps;
import dev.cairn.database.Targets;
import dev.cairn.operation.StepAction;
import dev.cairn.operation.StepResult;
import dev.cairn.operation.StepRun;
import dev.cairn.provider.Progress;
import java.time.Duration;

/** The replica takes writes, and is recorded as the primary. */
record PromoteReplica(Succession succession, Targets targets) implements StepAction {
  private static final Duration BACKOFF = Duration.ofSeconds(1);

  /** Nobody writes meanwhile: where it does not work, the primary is wanted again. */
  private static final int MOST_ATTEMPTS = 60;

  @Override
  public StepResult run(StepRun run) {
    if (succession.isRecorded(run.operation())) {
      return StepResult.done();
    }
    var result = succession.ofFamily(run, family -> promote(family.replica(), run));
    return Patience.of(MOST_ATTEMPTS).with(result, run);
  }

  private StepResult promote(Database replica, StepRun run) {
    var promoted =
        targets
            .of(replica.ref().stage())
            .promote(replica.identifier(), Succession.token(run.operation()), run::progress);
    return DatabaseSteps.resultOf(
        promoted,
        () -> {
          succession.record(run.operation());
          return StepResult.done();
        });
  }

  /**
   * Nothing where it never took a write. Fails where it may have, or where the primary's files are
   * gone, so that only going on is left.
   */
  @Override
  public StepResult undo(StepRun run) {
    if (succession.isRecorded(run.operation())) {
      return new StepResult.Failed(promoted(run));
    }
    return succession
        .desired()
        .findPrimary(run.operation())
        .map(primary -> reopened(primary, run))
        .orElseGet(StepResult::done);
  }

  private StepResult reopened(Database primary, StepRun run) {
    Progress reopened;
    try {
      reopened = FreezePrimary.unfreeze(targets, primary, run);
    } catch (ProblemException e) {
      reopened = new Progress.Failed(e.problem());
    }
    if (!(reopened instanceof Progress.Failed(var problem))) {
      return DatabaseSteps.resultOf(reopened, StepResult::done);
    }
    return problem.code().equals("already-promoted") || DatabaseSteps.isLost(problem)
        ? new StepResult.Failed(problem)
        : new StepResult.Retry(problem, BACKOFF);
  }

  private static Problem promoted(StepRun run) {
    return Problem.conflict(
        "already-promoted", run.operation().target() + " takes writes already.", "Let it end.");
  }
}
