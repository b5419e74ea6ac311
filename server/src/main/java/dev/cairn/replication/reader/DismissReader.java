package dev.cairn.replication.reader;

import dev.cairn.operation.StepAction;
import dev.cairn.operation.StepResult;
import dev.cairn.operation.StepRun;
import dev.cairn.replication.DeleteReplica;

/** What an application read before admits it no more; the application reads elsewhere by now. */
record DismissReader(DesiredReaders desired) implements StepAction {

  @Override
  public StepResult run(StepRun run) {
    var database = desired.find(run.operation());
    return desired
        .before(run.operation())
        .filter(it -> database.filter(own -> DesiredReaders.isOpenedFor(own, it)).isPresent())
        .map(it -> DeleteReplica.orAgain(desired.converge(it, run)))
        .orElseGet(StepResult::done);
  }
}
