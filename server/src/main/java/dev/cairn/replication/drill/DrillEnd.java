package dev.cairn.replication.drill;

import dev.cairn.core.Problem;
import dev.cairn.database.Database;
import dev.cairn.database.DatabaseRef;
import dev.cairn.database.DatabaseSteps;
import dev.cairn.database.Targets;
import dev.cairn.operation.StepResult;
import dev.cairn.operation.StepRun;
import dev.cairn.provider.Observed;
import dev.cairn.replication.DeleteReplica;
import java.time.Duration;
import java.time.Instant;

/**
 * Nothing of a drill is left but its result: neither application nor data, and its primary is as it
 * was before. Safe to run at any time, and twice.
 */
record DrillEnd(DesiredDrills desired, Targets targets, DrilledApplication application) {

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** The last step. Half removed is no state to turn back from: goes on until it is done. */
  StepResult remove(StepRun run) {
    return DeleteReplica.orAgain(end(run, ""));
  }

  StepResult undo(StepRun run) {
    var reason = run.operation().problem().map(Problem::message).orElse("It was cancelled.");
    return DeleteReplica.orAgain(end(run, reason));
  }

  private StepResult end(StepRun run, String reason) {
    var found = desired.rows().find(run.operation().id());
    if (found.isEmpty() || found.get().isFinished()) {
      return StepResult.done();
    }
    var drill = found.get();
    var result = removeApplication(drill, run);
    if (result instanceof StepResult.Done) {
      result = removeInstance(drill, run);
    }
    if (result instanceof StepResult.Done) {
      result = release(drill, run);
    }
    if (result instanceof StepResult.Done) {
      desired.rows().finish(drill.id(), reason);
    }
    return result;
  }

  private StepResult removeApplication(Drill drill, StepRun run) {
    return desired
        .databases()
        .find(run.operation())
        .filter(_ -> !drill.application().isEmpty())
        .map(
            database ->
                DatabaseSteps.resultOf(
                    application.remove(database, drill.application()), StepResult::done))
        .orElseGet(StepResult::done);
  }

  private StepResult removeInstance(Drill drill, StepRun run) {
    var stage = DatabaseRef.parse(run.operation().target()).stage();
    return DatabaseSteps.resultOf(
        targets.of(stage).remove(drill.instance(), run::progress),
        () -> {
          desired.rows().removed(drill.id());
          return StepResult.done();
        });
  }

  /**
   * One that does not run keeps nothing for it from its next start on: that is not waited for. One
   * that does not answer is waited for a while, and then left to {@link DrillWatch}: it may have to
   * be promoted away.
   */
  private StepResult release(Drill drill, StepRun run) {
    desired.rows().release(drill.id());
    var result = converge(run);
    boolean isLate =
        drill
            .removedSince()
            .filter(since -> since.plus(PATIENCE).isBefore(Instant.now()))
            .isPresent();
    if (result instanceof StepResult.Done || !isLate) {
      return result;
    }
    desired.rows().kept(drill.id());
    return StepResult.done();
  }

  private StepResult converge(StepRun run) {
    return desired
        .findPrimary(run.operation())
        .filter(this::runs)
        .map(
            primary ->
                DatabaseSteps.converge(
                    desired.databases(),
                    targets,
                    primary,
                    desired.databases().instance(primary),
                    run))
        .orElseGet(StepResult::done);
  }

  private boolean runs(Database primary) {
    var seen = targets.of(primary.ref().stage()).observe(primary.identifier()).state();
    return seen == Observed.State.RUNNING || seen == Observed.State.STARTING;
  }
}
