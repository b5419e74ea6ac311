package dev.cairn.database;

import dev.cairn.core.Problem;
import dev.cairn.operation.StepAction;
import dev.cairn.operation.StepResult;
import dev.cairn.operation.StepRun;
import dev.cairn.provider.Observed;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** The database is and answers; row and secret say where. */
record CreateDatabase(DesiredDatabases desired, Targets targets) implements StepAction {
  private static final Duration SOON = Duration.ofMillis(200);

  @Override
  public StepResult run(StepRun run) {
    var database = desired.ensureRecorded(run.operation());
    var backup = Optional.ofNullable(run.operation().input().get("fromBackup"));
    var provider = targets.of(database.ref().stage());
    return DatabaseSteps.resultOf(
        provider.ensure(desired.instance(database, backup), run::progress),
        () -> settle(desired, targets, database));
  }

  /** Records where the database answers, as found. */
  static StepResult settle(DesiredDatabases desired, Targets targets, Database database) {
    var observed = targets.of(database.ref().stage()).observe(database.identifier());
    if (observed.state() != Observed.State.RUNNING || observed.endpoint().isEmpty()) {
      return new StepResult.Retry(
          Problem.unavailable(
              "database-not-running",
              database.ref() + " stopped right after its start: " + observed.reason(),
              "Look at its log with cairn logs " + database.ref() + "."),
          SOON);
    }
    var endpoint = observed.endpoint().get();
    desired.answers(database, observed);
    return new StepResult.Done(
        Map.of("host", endpoint.host(), "port", Integer.toString(endpoint.port())));
  }

  @Override
  public StepResult undo(StepRun run) {
    var operation = run.operation();
    var provider = targets.of(DatabaseRef.parse(operation.target()).stage());
    return DatabaseSteps.resultOf(
        provider.remove(DesiredDatabases.identifier(operation), run::progress),
        () -> {
          desired.forget(operation);
          return StepResult.done();
        });
  }
}
