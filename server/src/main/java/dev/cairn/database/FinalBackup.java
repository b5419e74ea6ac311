package dev.cairn.database;

import dev.cairn.operation.StepAction;
import dev.cairn.operation.StepResult;
import dev.cairn.operation.StepRun;
import dev.cairn.provider.DatabaseProvider;
import dev.cairn.provider.Observed;
import java.util.Map;
import java.util.Optional;

/** All data are kept under the name that the user was told; the database has stopped. */
record FinalBackup(DesiredDatabases desired, Targets targets) implements StepAction {

  @Override
  public StepResult run(StepRun run) {
    var backup = backup(run);
    var found = desired.find(run.operation());
    if (backup.isEmpty() || found.isEmpty()) {
      return StepResult.done();
    }
    var database = found.get();
    return DatabaseSteps.resultOf(
        targets
            .of(database.ref().stage())
            .backup(database.identifier(), backup.get(), run::progress),
        () -> new StepResult.Done(Map.of("backup", backup.get())));
  }

  /** The database runs again, from its own data or, where those are gone, from the backup. */
  @Override
  public StepResult undo(StepRun run) {
    var backup = backup(run);
    var found = desired.find(run.operation());
    if (backup.isEmpty() || found.isEmpty()) {
      return StepResult.done();
    }
    return RestartDatabase.unlessLost(() -> bringBack(run, found.get(), backup.get()));
  }

  private StepResult bringBack(StepRun run, Database database, String backup) {
    var provider = targets.of(database.ref().stage());
    boolean gone = provider.observe(database.identifier()).state() == Observed.State.MISSING;
    if (gone && !isKept(provider, database, backup)) {
      return StepResult.done();
    }
    return DatabaseSteps.resultOf(
        provider.ensure(
            desired.instance(database, Optional.of(backup).filter(name -> gone)), run::progress),
        () -> {
          var settled = CreateDatabase.settle(desired, targets, database);
          // Asked only now: a backup that was half made is finished on the way back from it.
          if (settled instanceof StepResult.Done && isKept(provider, database, backup)) {
            provider.removeBackup(backup);
          }
          return settled;
        });
  }

  private static boolean isKept(DatabaseProvider provider, Database database, String backup) {
    return provider.listBackups().stream()
        .filter(it -> it.origin().equals(database.identifier()))
        .anyMatch(it -> it.name().equals(backup));
  }

  private static Optional<String> backup(StepRun run) {
    return Optional.ofNullable(run.operation().input().get("backup"));
  }
}
