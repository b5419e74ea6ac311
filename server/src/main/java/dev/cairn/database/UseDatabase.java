package dev.cairn.database;

import dev.cairn.operation.StepAction;
import dev.cairn.operation.StepResult;
import dev.cairn.operation.StepRun;
import dev.cairn.provider.ExistingDatabase;
import dev.cairn.provider.ExistingDatabases;
import java.util.Map;
import java.util.Optional;

/**
 * A database that was examined feeds the variables from now on. There is nothing to undo: where the
 * whole is undone, it is forgotten, and what was replaced stays replaced, as the application may
 * have the new values by then.
 */
record UseDatabase(
    DesiredDatabases databases, DesiredAttachments desired, ExistingDatabases existing)
    implements StepAction {

  @Override
  public StepResult run(StepRun run) {
    var found = databases.find(run.operation());
    var pending = desired.findPending(DesiredDatabases.identifier(run.operation()));
    if (found.isEmpty() || pending.isEmpty()) {
      return isDone(run, desired, found) ? StepResult.done() : ExamineDatabase.forgotten(run);
    }
    var attachment = pending.get();
    var authority =
        attachment
            .authority()
            .filter(pem -> attachment.tls() == ExistingDatabase.Tls.VERIFY)
            .map(pem -> existing.keepAuthority(attachment.identifier(), pem));
    desired.use(found.get(), attachment, authority);
    return new StepResult.Done(
        Map.of("host", attachment.host(), "port", Integer.toString(attachment.port())));
  }

  /** Whether what this operation brings is in force. */
  static boolean isDone(StepRun run, DesiredAttachments desired, Optional<Database> database) {
    return database
        .flatMap(it -> desired.findCurrent(it.identifier()))
        .filter(it -> it.operation().equals(run.operation().id()))
        .isPresent();
  }
}
