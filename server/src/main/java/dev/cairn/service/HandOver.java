package dev.cairn.service;

import dev.cairn.core.Actor;
import dev.cairn.core.ProblemException;
import dev.cairn.core.StageRef;
import dev.cairn.database.CredentialUse;
import dev.cairn.database.DatabaseRef;
import dev.cairn.database.Rotations;
import dev.cairn.database.plan.RemoveReplica;
import dev.cairn.database.plan.RotateSecret;
import dev.cairn.db.StateDatabase;
import dev.cairn.operation.Operation;
import dev.cairn.operation.Operations;
import dev.cairn.operation.StepResult;
import dev.cairn.operation.StepRun;
import dev.cairn.replication.plan.ChangeReader;
import dev.cairn.replication.plan.Promoting;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Sees to it that applications have the variables of today, for an operation on a database. */
record HandOver(
    StateDatabase state,
    Operations operations,
    Deployments deployments,
    Releases releases,
    Rotations rotations) {
  private static final Duration LOOK = Duration.ofMillis(200);

  /** Of the operation's database. */
  static StageRef stage(StepRun run) {
    return DatabaseRef.ofTarget(run.operation().target()).stage();
  }

  /**
   * Sees to it that the live release of the database's stage has today's variables; where a
   * credential is rotated, a replica was promoted or stays after all, or an application reads
   * elsewhere, also those of other stages that it is about. Their deploys are opened together.
   *
   * @return as {@link #to}
   */
  Optional<Optional<StepResult>> all(StepRun run, String why) {
    var pending = Optional.<StepResult>empty();
    boolean failed = false;
    for (var stage : stages(run)) {
      var outcome = to(run, stage, why);
      pending = pending.or(() -> outcome.flatMap(it -> it));
      failed |= outcome.isEmpty();
    }
    return failed && pending.isEmpty() ? Optional.empty() : Optional.of(pending);
  }

  /** Of the database first. */
  private Set<StageRef> stages(StepRun run) {
    var database = DatabaseRef.ofTarget(run.operation().target());
    var all = new LinkedHashSet<>(List.of(database.stage()));
    if (run.operation().kind().equals(RotateSecret.KIND)) {
      all.addAll(rotations.listStale(database));
    }
    if (run.operation().kind().equals(RemoveReplica.KIND)) {
      all.addAll(releases.guests(database));
    }
    if (Promoting.is(run.operation())) {
      all.addAll(releases.guests(database));
      Stream.concat(Stream.of(database), releases.followers(database).stream())
          .flatMap(it -> releases.referring(it).stream())
          .map(CredentialUse.Copy::stage)
          .forEach(all::add);
    }
    if (run.operation().kind().equals(ChangeReader.KIND)) {
      releases.referring(database).stream().map(CredentialUse.Copy::stage).forEach(all::add);
    }
    return all;
  }

  /**
   * Sees to it that the live release has today's variables, by at most one deploy of this
   * operation's.
   *
   * @return empty where that deploy failed, or one before it waits for a person; else what to
   *     answer, done where that is empty
   */
  Optional<Optional<StepResult>> to(StepRun run, StageRef stage, String why) {
    var running = operations.findOpen(stage.toString());
    if (running.isPresent() && !isParked(running.get())) {
      return Optional.of(Optional.of(waitFor(running.get())));
    }
    var live = releases.findLive(stage);
    if (live.isEmpty()
        || live.get()
            .variablesDigest()
            .equals(Environments.digest(releases.variables(live.get())))) {
      return Optional.of(Optional.empty());
    }
    return running.isPresent() ? Optional.empty() : deployed(run, live.get(), why);
  }

  /** As {@link #to}. Another operation may open a deploy at the same moment: that is joined. */
  Optional<Optional<StepResult>> deployed(StepRun run, ReleaseRow live, String why) {
    try {
      return finish(deploy(run, live, why));
    } catch (ProblemException e) {
      if (!e.problem().code().equals("operation-in-progress")) {
        throw e;
      }
      return Optional.of(Optional.of(new StepResult.Wait(LOOK, e.problem().message())));
    }
  }

  private Operation deploy(StepRun run, ReleaseRow live, String why) {
    // The key stands for one deploy of this operation's, however often the step is run again. An
    // operation that is retried begins its first step anew, and deploys anew.
    var operation = run.operation();
    var begun = operation.steps().getFirst().startedAt().map(it -> "-" + it).orElse("");
    var own = live.stage().equals(stage(run)) ? "" : "-" + live.stage();
    // A plan may hand over more than once.
    long done =
        operation.steps().stream().filter(it -> it.status() == Operation.StepStatus.DONE).count();
    var key =
        Optional.of("for-" + operation.id() + begun + "-" + operation.status() + "-" + done + own);
    var mark = releases.buildMark(live);
    var asked = new Asked(Actor.CAIRN, "hand over", key);
    return state.transaction(
        transaction -> deployments.redeploy(transaction, asked, live, why, mark));
  }

  private static Optional<Optional<StepResult>> finish(Operation deploy) {
    return switch (deploy.status()) {
      case OPEN, UNDOING -> Optional.of(Optional.of(waitFor(deploy)));
      case SUCCEEDED -> Optional.of(Optional.empty());
      case FAILED, CANCELLED, NEEDS_ATTENTION -> Optional.empty();
    };
  }

  static StepResult waitFor(Operation deploy) {
    return StepResult.waitSince(deploy.createdAt(), "Waiting for \"" + deploy.title() + "\".");
  }

  /** Nobody knows for how long: nothing waits for it. */
  static boolean isParked(Operation operation) {
    return operation.status() == Operation.Status.NEEDS_ATTENTION;
  }
}
