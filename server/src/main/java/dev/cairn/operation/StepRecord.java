package dev.cairn.operation;

import dev.cairn.core.Problem;
import dev.cairn.db.StateDatabase;
import dev.cairn.db.Transaction;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Commits how far an operation has come, and tells those who watch it. */
record StepRecord(StateDatabase state, Signals signals) {
  private static final Logger LOG = LoggerFactory.getLogger(StepRecord.class);

  Next record(Operation operation, Function<StepStore, Integer> transition) {
    return new Next.Again(change(operation, transition), false);
  }

  /** Leaves it to a person: what is recorded is looked at again only where somebody asks. */
  Next park(Operation operation, Problem problem, Function<StepStore, Integer> transition) {
    LOG.warn(
        "Operation {} {}: needs attention, {}",
        operation.id(),
        operation.target(),
        problem.message());
    return record(operation, transition);
  }

  Operation change(Operation operation, Function<StepStore, Integer> transition) {
    var after =
        state.transaction(
            transaction -> {
              var steps = transaction.attach(StepStore.class);
              require(transition.apply(steps));
              steps.touch(operation.id());
              return reload(transaction, operation);
            });
    signals.changed(operation.id());
    return after;
  }

  static Operation reload(Transaction transaction, Operation operation) {
    return transaction.attach(OperationStore.class).find(operation.id()).orElseThrow();
  }

  static void require(int rows) {
    if (rows != 1) {
      throw new IllegalStateException("the operation was moved on by somebody else");
    }
  }
}
