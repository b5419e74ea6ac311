package dev.cairn.replication;

import dev.cairn.core.Problem;
import dev.cairn.core.ReadyWait;
import dev.cairn.database.Database;
import dev.cairn.database.Targets;
import dev.cairn.operation.StepAction;
import dev.cairn.operation.StepResult;
import dev.cairn.operation.StepRun;
import dev.cairn.provider.ReplicaStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The replica shows what its primary has, as it comes. However much is before it, it is waited. */
public record CatchUp(DesiredReplicas desired, Targets targets) implements StepAction {
  private static final Duration BACKOFF = Duration.ofSeconds(2);
  private static final Duration SOON = Duration.ofMillis(500);

  @Override
  public StepResult run(StepRun run) {
    var found = desired.databases().find(run.operation());
    if (found.isEmpty()) {
      return StepResult.done();
    }
    var replica = found.get();
    return look(replica)
        .map(it -> resultOf(replica, it, run))
        .orElseGet(() -> bringBack(replica, "It says nothing of its primary.", run));
  }

  /** Where little is before it, it is awaited: that takes less than to be asked again. */
  private Optional<ReplicaStatus> look(Database replica) {
    var provider = targets.of(replica.ref().stage());
    var id = replica.identifier();
    var found = provider.replicaStatus(id);
    if (found.filter(CatchUp::isShort).isEmpty()) {
      return found;
    }
    boolean caughtUp =
        ReadyWait.upTo(SOON)
            .every(Duration.ofMillis(5))
            .holdsInTime(() -> provider.replicaStatus(id).filter(CatchUp::isShort).isEmpty());
    return caughtUp ? provider.replicaStatus(id) : found;
  }

  private static boolean isShort(ReplicaStatus status) {
    return status.state() == ReplicaStatus.State.CATCHING_UP
        && status.behind().filter(it -> it.compareTo(ReplicaStatus.MUCH) <= 0).isPresent();
  }

  private StepResult resultOf(Database replica, ReplicaStatus status, StepRun run) {
    return switch (status.state()) {
      case STREAMING -> StepResult.done();
      case CATCHING_UP -> StepResult.waitSince(since(run), sentence(status));
      case BROKEN -> bringBack(replica, status.reason(), run);
      case LOST, DIVERGED ->
          new StepResult.Failed(
              Problem.failed(
                  "replica-lost",
                  replica.ref() + " cannot follow its primary any more: " + status.reason(),
                  "Have it copied anew, with cairn db rebuild " + replica.ref() + "."));
    };
  }

  /** It may have ended meanwhile: while an operation works on it nobody else looks. */
  private StepResult bringBack(Database replica, String reason, StepRun run) {
    var runs = ReplicaSteps.converge(desired, targets, replica, run);
    return runs instanceof StepResult.Done
        ? new StepResult.Retry(broken(replica, reason), BACKOFF)
        : runs;
  }

  private static Instant since(StepRun run) {
    return run.operation().createdAt();
  }

  public static String sentence(ReplicaStatus status) {
    return status
        .behind()
        .map(bytes -> bytes + " of what its primary wrote are before it.")
        .orElse("It is not where its primary is yet.");
  }

  private static Problem broken(Database replica, String reason) {
    return Problem.unavailable(
        "replica-broken",
        replica.ref() + " does not follow its primary: " + reason,
        "Look at its log with cairn logs " + replica.ref() + ".");
  }
}
