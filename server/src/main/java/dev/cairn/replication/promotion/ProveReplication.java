package dev.cairn.replication.promotion;

import dev.cairn.database.DatabaseSteps;
import dev.cairn.database.Targets;
import dev.cairn.operation.StepAction;
import dev.cairn.operation.StepResult;
import dev.cairn.operation.StepRun;
import java.time.Duration;

/** What is written at the primary arrives at the replica, before anything is interrupted. */
record ProveReplication(Succession succession, Targets targets) implements StepAction {
  /** Who must wait longer for a mark would wait longer for a frozen primary, too. */
  private static final Duration WITHIN = Duration.ofSeconds(5);

  /** Nothing has begun: one that does not answer may need another plan. */
  private static final Patience PATIENCE = Patience.of(10).within(Duration.ofSeconds(30));

  @Override
  public StepResult run(StepRun run) {
    var result =
        succession.ofFamily(
            run,
            family ->
                DatabaseSteps.resultOf(
                    targets
                        .of(family.replica().ref().stage())
                        .prove(family.replica().identifier(), WITHIN),
                    StepResult::done));
    return PATIENCE.with(result, run);
  }
}
