package dev.cairn.replication.promotion;

import dev.cairn.core.ProblemException;
import dev.cairn.database.Database;
import dev.cairn.database.Targets;
import dev.cairn.operation.StepAction;
import dev.cairn.operation.StepResult;
import dev.cairn.operation.StepRun;
import dev.cairn.replication.ReplicaSteps;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;

/**
 * The new primary admits those that follow it, and its siblings of before follow it. One that
 * cannot is told of and left to its own repair: the applications wait for none of them.
 */
record FollowPrimary(Succession succession, Targets targets) implements StepAction {
  private static final Duration BACKOFF = Duration.ofSeconds(1);

  /** While no application waits for it. */
  static final Patience LONG = Patience.of(10);

  /** While applications wait for their variables. */
  static final Patience SOON = LONG.within(Duration.ofSeconds(30));

  @Override
  public StepResult run(StepRun run) {
    var found = succession.desired().databases().find(run.operation());
    if (found.isEmpty()) {
      return StepResult.done();
    }
    var primary = found.get();
    var leads = ReplicaSteps.converge(succession.desired(), targets, primary, run);
    return leads instanceof StepResult.Done ? siblings(primary, run) : leads;
  }

  private StepResult siblings(Database primary, StepRun run) {
    var former = succession.desired().findPrimary(run.operation()).map(Database::identifier);
    var notes = new ArrayList<String>();
    Optional<StepResult> pending = Optional.empty();
    for (var replica : succession.desired().replicasOf(primary)) {
      if (former.equals(Optional.of(replica.identifier()))) {
        continue;
      }
      var result = follow(succession, targets, replica, run, SOON);
      switch (result) {
        case StepResult.Done done ->
            Optional.ofNullable(done.output().get(StepResult.Done.NOTE)).ifPresent(notes::add);
        case StepResult.Failed(var problem) -> notes.add(problem.message());
        case StepResult.Parked(var problem) -> notes.add(problem.message());
        case StepResult.Wait _, StepResult.Retry _ -> pending = Optional.of(result);
      }
    }
    return pending.orElseGet(
        () -> notes.isEmpty() ? StepResult.done() : StepResult.done(String.join(" ", notes)));
  }

  /** Failed where it does not follow within the patience. */
  static StepResult follow(
      Succession succession, Targets targets, Database replica, StepRun run, Patience patience) {
    if (targets.isMissing(replica)) {
      return StepResult.done(
          "The data of "
              + replica.ref()
              + " are gone: have it copied anew with cairn db rebuild "
              + replica.ref()
              + ", or remove it.");
    }
    StepResult result;
    try {
      result = ReplicaSteps.converge(succession.desired(), targets, replica, run);
    } catch (ProblemException e) {
      result = new StepResult.Retry(e.problem(), BACKOFF);
    }
    return patience.with(result, run);
  }
}
