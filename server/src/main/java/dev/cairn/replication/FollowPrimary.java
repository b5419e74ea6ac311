package dev.cairn.replication;

import dev.cairn.core.ProblemException;
import dev.cairn.database.Database;
import dev.cairn.database.Targets;
import dev.cairn.operation.StepAction;
import dev.cairn.operation.StepResult;
import dev.cairn.operation.StepRun;
import dev.cairn.provider.ReplicaStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The new primary admits those that follow it, and they follow: its siblings, and the former
 * primary with the data that it has. One that cannot is told of and left to its own repair: the
 * applications wait for none of them.
 */
record FollowPrimary(Succession succession, Targets targets) implements StepAction {
  private static final Duration BACKOFF = Duration.ofSeconds(1);
  private static final int MOST_ATTEMPTS = 10;

  @Override
  public StepResult run(StepRun run) {
    var found = succession.desired().databases().find(run.operation());
    if (found.isEmpty()) {
      return StepResult.done();
    }
    var primary = found.get();
    var leads = ReplicaSteps.converge(succession.desired(), targets, primary, run);
    return leads instanceof StepResult.Done ? followers(primary, run) : leads;
  }

  /** The former primary last: it may have to start. */
  private StepResult followers(Database primary, StepRun run) {
    var former = succession.desired().findPrimary(run.operation()).map(Database::identifier);
    var notes = new ArrayList<String>();
    Optional<StepResult> pending = Optional.empty();
    for (var replica : inOrder(primary, former)) {
      var result = follow(replica, run);
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

  private List<Database> inOrder(Database primary, Optional<String> former) {
    var all = new ArrayList<>(succession.desired().replicasOf(primary));
    all.sort(Comparator.comparing(it -> former.equals(Optional.of(it.identifier()))));
    return all;
  }

  private StepResult follow(Database replica, StepRun run) {
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
    return result instanceof StepResult.Done
        ? told(replica)
        : Patience.of(MOST_ATTEMPTS).with(result, run);
  }

  /** Whether it follows, or is kept to be looked at. */
  private StepResult told(Database replica) {
    var status = targets.of(replica.ref().stage()).replicaStatus(replica.identifier());
    if (status.filter(it -> it.state() == ReplicaStatus.State.DIVERGED).isPresent()) {
      return StepResult.done(replica.ref() + ": " + status.get().reason());
    }
    if (status.filter(ReplicaStatus::isFollowing).isPresent()) {
      succession.rejoined(replica);
    }
    return StepResult.done();
  }
}
