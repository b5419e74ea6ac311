package dev.cairn.replication.drill;

import dev.cairn.core.Problem;
import dev.cairn.database.Database;
import dev.cairn.database.DatabaseSteps;
import dev.cairn.database.Targets;
import dev.cairn.operation.StepResult;
import dev.cairn.operation.StepRun;
import dev.cairn.provider.Endpoint;
import dev.cairn.replication.DeleteReplica;
import dev.cairn.replication.DesiredReplicas;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * The application of the stage, a second time and without a route, is healthy with the promoted
 * replica as its database. Where there is none, that answers the application's user: its {@code
 * ensure} means as much.
 */
record DrillCheck(DesiredDrills desired, Targets targets, DrilledApplication application) {
  private static final Duration LOOK = Duration.ofMillis(200);

  StepResult run(StepRun run) {
    var drill = desired.get(run.operation());
    var database = desired.databases().find(run.operation());
    if (database.isEmpty()) {
      return new StepResult.Failed(DesiredReplicas.primaryGone(run.operation()));
    }
    if (drill.healthy().isPresent()) {
      return stopped(drill, database.get());
    }
    if (drill.applicationSince().isPresent()) {
      return look(drill, database.get());
    }
    // Its credential may have been rotated since.
    var provider = targets.of(database.get().ref().stage());
    return DatabaseSteps.resultOf(
        provider.ensure(desired.apart(drill, database.get()), run::progress),
        () ->
            provider
                .observe(drill.instance())
                .endpoint()
                .map(endpoint -> start(drill, database.get(), endpoint, run))
                .orElseGet(() -> new StepResult.Wait(LOOK, "It is not there yet.")));
  }

  private StepResult start(Drill drill, Database database, Endpoint endpoint, StepRun run) {
    var runsAs = application.runsAs(database);
    if (runsAs.isEmpty() && drill.application().isEmpty()) {
      return StepResult.done("There is no application: the database answered its user.");
    }
    var primary = desired.findPrimary(run.operation());
    if (runsAs.isEmpty() || primary.isEmpty()) {
      return failed(
          drill,
          Problem.conflict(
              "application-gone",
              "The application of " + database.ref().stage() + " went away during the drill.",
              "Drill again."));
    }
    if (!drill.application().isEmpty() && !drill.application().equals(runsAs.get())) {
      // Deployed as another kind since; what was begun must not be forgotten.
      var removed = stopped(drill, database);
      if (!(removed instanceof StepResult.Done)) {
        return removed;
      }
    }
    desired.rows().begun(drill.id(), runsAs.get());
    run.progress("Starting the application a second time");
    return failing(
        drill,
        () ->
            DatabaseSteps.resultOf(
                application.start(database, desired.family(primary.get()), endpoint, run::progress),
                () -> {
                  desired.rows().started(drill.id());
                  return new StepResult.Wait(LOOK, "The application starts.");
                }));
  }

  private StepResult look(Drill drill, Database database) {
    return switch (application.look(
        database, drill.application(), drill.applicationSince().orElseThrow())) {
      case DrilledApplication.Look.Healthy _ -> {
        desired.rows().checked(drill.id(), true);
        yield stopped(drill, database);
      }
      case DrilledApplication.Look.Waiting(var reason) -> new StepResult.Wait(LOOK, reason);
      case DrilledApplication.Look.Ill(var problem) -> failed(drill, problem);
    };
  }

  private StepResult stopped(Drill drill, Database database) {
    return drill.application().isEmpty()
        ? StepResult.done()
        : DeleteReplica.orAgain(
            DatabaseSteps.resultOf(
                application.remove(database, drill.application()), StepResult::done));
  }

  private StepResult failing(Drill drill, Supplier<StepResult> work) {
    var result = work.get();
    return result instanceof StepResult.Failed(var problem) ? failed(drill, problem) : result;
  }

  private StepResult failed(Drill drill, Problem problem) {
    desired.rows().checked(drill.id(), false);
    return new StepResult.Failed(problem);
  }
}
