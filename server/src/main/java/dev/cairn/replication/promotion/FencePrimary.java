package dev.cairn.replication.promotion;

import dev.cairn.core.Bytes;
import dev.cairn.core.Problem;
import dev.cairn.database.Database;
import dev.cairn.database.DatabaseSteps;
import dev.cairn.database.Targets;
import dev.cairn.operation.Operations;
import dev.cairn.operation.StepAction;
import dev.cairn.operation.StepResult;
import dev.cairn.operation.StepRun;
import dev.cairn.replication.ReplicaSteps;
import java.time.Duration;
import java.util.Optional;

/**
 * A primary that is gone takes no writes, whoever starts it again. Without proof of that a person
 * must see to it.
 */
record FencePrimary(Succession succession, Targets targets, Operations operations)
    implements StepAction {
  /** In the operation's input, where a person says that the primary takes no writes. */
  static final String FENCED = "fenced";

  /** In the operation's input, where a person says that something may be lost. */
  static final String MAY_LOSE = "mayLose";

  /** In the operation's input, where a person said so although nothing was known to be lost. */
  static final String FORCED = "forced";

  static final String NOT_PROVEN = "fence-not-proven";
  private static final Duration SOON = Duration.ofMillis(50);

  @Override
  public StepResult run(StepRun run) {
    return succession.ofFamily(run, family -> fence(family, run));
  }

  /** What gives way is told to stop first, and has stopped before this is done. */
  private StepResult fence(Family family, StepRun run) {
    var primary = family.primary();
    var others = new GivesWay(operations);
    others.list(family).forEach(others::end);
    var fenced =
        targets
            .of(primary.ref().stage())
            .fence(primary.identifier(), Succession.token(run.operation()));
    var result = parked(DatabaseSteps.resultOf(fenced, StepResult::done), family, run);
    if (!(result instanceof StepResult.Done)) {
      return result;
    }
    return others.list(family).stream()
        .findFirst()
        .<StepResult>map(it -> new StepResult.Wait(SOON, "Waiting for the end of: " + it.title()))
        .orElseGet(() -> looked(result, family, run));
  }

  /** It may have taken writes between the question and its end: no more is lost than was said. */
  private StepResult looked(StepResult fenced, Family family, StepRun run) {
    if (run.operation().input().containsKey(MAY_LOSE)) {
      return fenced;
    }
    var replica = family.replica();
    var missing = targets.of(replica.ref().stage()).compare(replica.identifier()).missing();
    return missing.filter(it -> it.value() == 0).isPresent()
        ? fenced
        : new StepResult.Failed(more(family, missing, run));
  }

  /** Whoever forced it did so before this was known. */
  private static Problem more(Family family, Optional<Bytes> missing, StepRun run) {
    var input = run.operation().input();
    boolean isForced = input.containsKey(FORCED) || input.containsKey(FENCED);
    return PromotionRefusals.mayLoseAfterAll(family, missing, isForced);
  }

  private static StepResult parked(StepResult result, Family family, StepRun run) {
    if (!(result instanceof StepResult.Failed(var problem)) || !problem.code().equals(NOT_PROVEN)) {
      return result;
    }
    return run.operation().input().containsKey(FENCED)
        ? StepResult.done("Not proven: " + run.operation().input().get(FENCED) + " says so.")
        : new StepResult.Parked(
            Problem.failed(
                NOT_PROVEN,
                problem.message(),
                "See to it that nothing of "
                    + family.primary().ref()
                    + " runs, then retry: cairn op retry "
                    + run.operation().id()
                    + ". Where you know that nothing writes there any more, say so: cairn db"
                    + " promote "
                    + family.replica().ref()
                    + " --force."));
  }

  /** The primary is wanted again. Where it does not come by itself, its repair goes on with it. */
  @Override
  public StepResult undo(StepRun run) {
    return succession
        .desired()
        .findPrimary(run.operation())
        .map(
            primary ->
                DatabaseSteps.unlessLost(
                    () ->
                        DatabaseSteps.resultOf(
                            FreezePrimary.unfreeze(targets, primary, run),
                            () -> comesBack(primary, run))))
        .orElseGet(StepResult::done);
  }

  private StepResult comesBack(Database primary, StepRun run) {
    var result = ReplicaSteps.converge(succession.desired(), targets, primary, run);
    return switch (result) {
      case StepResult.Failed(var problem) -> StepResult.done(problem.message());
      case StepResult.Retry(var cause, var _) -> StepResult.done(cause.message());
      case StepResult.Done _, StepResult.Wait _, StepResult.Parked _ -> result;
    };
  }
}
