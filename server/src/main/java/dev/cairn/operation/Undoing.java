package dev.cairn.operation;

import static dev.cairn.operation.StepFailure.MOST_ERRORS;
import static dev.cairn.operation.StepFailure.backoff;
import static dev.cairn.operation.StepFailure.internalError;
import static dev.cairn.operation.StepFailure.unknownStep;

import dev.cairn.core.Problem;
import dev.cairn.core.ProblemException;
import dev.cairn.db.Json;
import dev.cairn.db.StateDatabase;
import dev.cairn.operation.CrashPoint.Moment;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The way back of an operation that failed or was cancelled: from its last step to its first. */
record Undoing(
    StateDatabase state,
    Signals signals,
    StepRecord records,
    Map<String, StepAction> actions,
    CrashPoint crash,
    BooleanSupplier closing) {
  private static final Logger LOG = LoggerFactory.getLogger(Undoing.class);

  Next turn(Operation operation) {
    var position =
        state.transaction(
            transaction -> transaction.attach(StepStore.class).findNextToUndo(operation.id()));
    if (position.isEmpty()) {
      LOG.info("Operation {} {}: undone", operation.id(), operation.target());
      return records.record(operation, steps -> steps.finishUndoing(operation.id()));
    }
    var step = operation.steps().get(position.get());
    if (isGivenUp(operation)) {
      return giveUp(operation, step);
    }
    var action = Optional.ofNullable(actions.get(step.name()));
    if (action.isEmpty()) {
      return parkUndo(operation, step, unknownStep(step));
    }
    crash.reached(step.name(), Moment.BEFORE_UNDO);
    StepResult result;
    int errors = 0;
    try (var run = new CurrentStep(state, signals, operation, step)) {
      result = action.get().undo(run);
    } catch (ProblemException e) {
      result = new StepResult.Retry(e.problem(), backoff(1));
      errors = 1;
    } catch (RuntimeException e) {
      if (closing.getAsBoolean()) {
        throw e;
      }
      LOG.error(
          "Operation {} {}: undoing {} broke", operation.id(), operation.target(), step.name(), e);
      result = new StepResult.Retry(internalError(operation, step, e), backoff(1));
      errors = 1;
    }
    crash.reached(step.name(), Moment.AFTER_UNDO);
    return switch (result) {
      case StepResult.Done done ->
          records.record(operation, steps -> steps.undone(operation.id(), step.position()));
      case StepResult.Wait wait ->
          pauseUndo(operation, step, wait.reason(), 0, wait.pause(), Optional.empty());
      case StepResult.Retry retry ->
          pauseUndo(
              operation,
              step,
              retry.cause().message(),
              errors,
              retry.backoff(),
              Optional.of(retry.cause()));
      case StepResult.Failed failed ->
          step.noReturn()
              ? goForward(operation, step, failed.problem())
              : parkUndo(operation, step, failed.problem());
      case StepResult.Parked parked -> parkUndo(operation, step, parked.problem());
    };
  }

  private Next pauseUndo(
      Operation operation,
      Operation.Step step,
      String reason,
      int errors,
      Duration pause,
      Optional<Problem> cause) {
    int sofar =
        state.transaction(
            transaction -> {
              var steps = transaction.attach(StepStore.class);
              StepRecord.require(steps.pauseUndo(operation.id(), step.position(), reason, errors));
              steps.touch(operation.id());
              return steps.errors(operation.id(), step.position());
            });
    signals.changed(operation.id());
    if (isGivenUp(operation)) {
      return giveUp(operation, step);
    }
    return cause.isPresent() && sofar >= MOST_ERRORS
        ? parkUndo(operation, step, cause.get())
        : new Next.Later(pause);
  }

  private boolean isGivenUp(Operation operation) {
    return state.transaction(
        transaction -> transaction.attach(StepStore.class).isGivenUp(operation.id()));
  }

  private Next giveUp(Operation operation, Operation.Step step) {
    LOG.info(
        "Operation {} {}: undoing {} was given up",
        operation.id(),
        operation.target(),
        step.name());
    state.transaction(
        transaction -> {
          StepRecord.require(UndoGivenUp.end(transaction, operation.id()) ? 1 : 0);
          return true;
        });
    signals.changed(operation.id());
    return new Next.End();
  }

  private Next goForward(Operation operation, Operation.Step step, Problem problem) {
    LOG.info(
        "Operation {} {}: {} was done after all, going on: {}",
        operation.id(),
        operation.target(),
        step.name(),
        problem.message());
    return records.record(operation, steps -> steps.goForward(operation.id(), step.position()));
  }

  private Next parkUndo(Operation operation, Operation.Step step, Problem problem) {
    var reason = "This could not be taken back. " + problem.message();
    return records.park(
        operation,
        problem,
        steps -> steps.parkUndo(operation.id(), step.position(), reason, Json.write(problem)));
  }
}
