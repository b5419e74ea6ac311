package dev.cairn.service;

import dev.cairn.database.plan.StepNames;
import dev.cairn.operation.Operation;
import dev.cairn.operation.Operations;
import dev.cairn.operation.StepRun;
import dev.cairn.service.plan.Deploy;
import java.time.Instant;
import java.util.Optional;

/** Whether an application was started after its database was away, and so never met its absence. */
final class Started {
  private static final int LATEST = 20;

  private Started() {}

  /** Since the step before the check came to its end: that one brought the database back. */
  static boolean since(StepRun run, ReleaseRow live, Operations operations, Restarts restarts) {
    return answering(run.operation())
        .filter(
            then ->
                restarts.startedSince(live.stage(), then)
                    || deployed(live, operations).filter(then::isBefore).isPresent())
        .isPresent();
  }

  private static Optional<Instant> answering(Operation operation) {
    return operation.steps().stream()
        .takeWhile(step -> !step.name().equals(StepNames.CHECK_APPLICATION))
        .reduce((before, next) -> next)
        .flatMap(Operation.Step::finishedAt);
  }

  private static Optional<Instant> deployed(ReleaseRow live, Operations operations) {
    return operations.list(Optional.of(live.stage().toString()), LATEST).stream()
        .filter(it -> it.kind().equals(Deploy.KIND))
        .filter(it -> String.valueOf(live.number()).equals(it.input().get(Deploy.RELEASE)))
        .flatMap(it -> it.steps().stream())
        .filter(step -> step.name().equals(Deploy.START))
        .flatMap(step -> step.startedAt().stream())
        .findFirst();
  }
}
