package dev.cairn.operation;

import dev.cairn.core.Problem;
import dev.cairn.core.ProblemException;
import dev.cairn.db.Json;
import dev.cairn.db.StateDatabase;
import dev.cairn.db.Transaction;
import dev.cairn.operation.CrashPoint.Moment;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries one operation on until it is finished, parked or has to wait. May die at any instruction:
 * the next run finds in the tables how far it came. The caller sees to it that an operation is run
 * once at a time.
 */
final class StepLoop {
  private static final Logger LOG = LoggerFactory.getLogger(StepLoop.class);
  private static final int MOST_ERRORS = 5;
  private static final Duration FIRST_BACKOFF = Duration.ofMillis(500);

  private final StateDatabase state;
  private final Signals signals;
  private final Map<String, StepAction> actions;
  private final CrashPoint crash;

  /** Whether the server is going down: what breaks now says nothing about the step. */
  private final BooleanSupplier closing;

  StepLoop(
      StateDatabase state,
      Signals signals,
      Map<String, StepAction> actions,
      CrashPoint crash,
      BooleanSupplier closing) {
    this.state = state;
    this.signals = signals;
    this.actions = Map.copyOf(actions);
    this.crash = crash;
    this.closing = closing;
  }

  /** What to do after a turn. */
  private sealed interface Next {
    /**
     * @param begun whether the next step's beginning is recorded already
     */
    record Again(Operation operation, boolean begun) implements Next {}

    record Later(Duration pause) implements Next {}

    record End() implements Next {}
  }

  /** When to run again; empty where nothing is left to do. */
  Optional<Duration> run(UUID id) {
    var found = state.store(OperationStore.class).find(id);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Next next = new Next.Again(found.get(), false);
    while (true) {
      switch (next) {
        case Next.Again again -> next = turn(again.operation(), again.begun());
        case Next.Later later -> {
          return Optional.of(later.pause());
        }
        case Next.End end -> {
          return Optional.empty();
        }
      }
    }
  }

  private Next turn(Operation operation, boolean begun) {
    return switch (operation.status()) {
      case OPEN ->
          operation.cancelRequested() && !begun
              ? turnBack(operation, Optional.empty())
              : forward(operation, begun);
      case UNDOING -> backward(operation);
      case SUCCEEDED, FAILED, CANCELLED, NEEDS_ATTENTION -> new Next.End();
    };
  }

  private Next forward(Operation operation, boolean begun) {
    var unfinished =
        operation.steps().stream()
            .filter(step -> step.status() != Operation.StepStatus.DONE)
            .findFirst();
    if (unfinished.isEmpty()) {
      return record(operation, steps -> steps.succeed(operation.id()));
    }
    var step = unfinished.get();
    var action = Optional.ofNullable(actions.get(step.name()));
    if (action.isEmpty()) {
      return park(operation, unknownStep(step));
    }
    if (!begun) {
      boolean anew = step.status() != Operation.StepStatus.WAITING;
      var running = change(operation, steps -> steps.begin(operation.id(), step.position(), anew));
      return runStep(running, running.steps().get(step.position()), action.get());
    }
    return runStep(operation, step, action.get());
  }

  private Next runStep(Operation operation, Operation.Step step, StepAction action) {
    crash.reached(step.name(), Moment.BEFORE_EFFECT);
    StepResult result;
    try (var run = new CurrentStep(state, signals, operation, step)) {
      result = action.run(run);
    } catch (ProblemException e) {
      result = expected(step, e);
    } catch (RuntimeException e) {
      return unexpected(operation, step, e);
    }
    crash.reached(step.name(), Moment.AFTER_EFFECT);
    return switch (result) {
      case StepResult.Done done -> done(operation, step, done);
      case StepResult.Wait wait ->
          pause(operation, step, Operation.StepStatus.WAITING, wait.reason(), 0, wait.pause());
      case StepResult.Retry retry ->
          pause(
              operation,
              step,
              Operation.StepStatus.RETRYING,
              retry.cause().message(),
              0,
              retry.backoff());
      case StepResult.Failed failed -> failed(operation, step, failed.problem());
    };
  }

  /** One commit: this step is done, and the next has begun or the operation has succeeded. */
  private Next done(Operation operation, Operation.Step step, StepResult.Done done) {
    LOG.info("Operation {} {}: {} done", operation.id(), operation.target(), step.name());
    int following = step.position() + 1;
    var after =
        state.transaction(
            transaction -> {
              var steps = transaction.attach(StepStore.class);
              require(
                  steps.done(
                      operation.id(),
                      step.position(),
                      Json.write(done.output()),
                      done.output().getOrDefault(StepResult.Done.NOTE, "")));
              if (following == operation.steps().size()) {
                require(steps.succeed(operation.id()));
              } else {
                if (actions.containsKey(operation.steps().get(following).name())) {
                  steps.beginUnlessCancelled(operation.id(), following);
                }
                steps.touch(operation.id());
              }
              return reload(transaction, operation);
            });
    signals.changed(operation.id());
    boolean begun =
        following < after.steps().size()
            && after.steps().get(following).status() == Operation.StepStatus.RUNNING;
    return new Next.Again(after, begun);
  }

  private Next pause(
      Operation operation,
      Operation.Step step,
      Operation.StepStatus status,
      String reason,
      int errors,
      Duration pause) {
    var after =
        change(
            operation,
            steps -> steps.pause(operation.id(), step.position(), status, reason, errors));
    return after.cancelRequested() ? new Next.Again(after, false) : new Next.Later(pause);
  }

  private Next failed(Operation operation, Operation.Step step, Problem problem) {
    LOG.info(
        "Operation {} {}: {} failed, {}: {}",
        operation.id(),
        operation.target(),
        step.name(),
        problem.code(),
        problem.message());
    return record(
        operation,
        steps -> {
          require(steps.failed(operation.id(), step.position(), problem.message()));
          return steps.turnBack(operation.id(), Optional.of(Json.write(problem)));
        });
  }

  private Next turnBack(Operation operation, Optional<Problem> problem) {
    LOG.info("Operation {} {}: cancelled, undoing", operation.id(), operation.target());
    return record(operation, steps -> steps.turnBack(operation.id(), problem.map(Json::write)));
  }

  private static StepResult expected(Operation.Step step, ProblemException e) {
    return e.problem().kind() == Problem.Kind.UNAVAILABLE
        ? new StepResult.Retry(e.problem(), backoff(step.attempts()))
        : new StepResult.Failed(e.problem());
  }

  private Next unexpected(Operation operation, Operation.Step step, RuntimeException e) {
    if (closing.getAsBoolean()) {
      throw e;
    }
    LOG.error("Operation {} {}: {} broke", operation.id(), operation.target(), step.name(), e);
    int errors =
        state.transaction(
            transaction ->
                transaction.attach(StepStore.class).errors(operation.id(), step.position()));
    var problem = internalError(operation, step, e);
    return errors + 1 < MOST_ERRORS
        ? pause(
            operation,
            step,
            Operation.StepStatus.RETRYING,
            problem.message(),
            1,
            backoff(errors + 1))
        : failed(operation, step, problem);
  }

  private Next backward(Operation operation) {
    var position =
        state.transaction(
            transaction -> transaction.attach(StepStore.class).findNextToUndo(operation.id()));
    if (position.isEmpty()) {
      LOG.info("Operation {} {}: undone", operation.id(), operation.target());
      return record(operation, steps -> steps.finishUndoing(operation.id()));
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
          record(operation, steps -> steps.undone(operation.id(), step.position()));
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
      case StepResult.Failed failed -> parkUndo(operation, step, failed.problem());
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
              require(steps.pauseUndo(operation.id(), step.position(), reason, errors));
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
          require(Operations.giveUpUndoing(transaction, operation.id()) ? 1 : 0);
          return true;
        });
    signals.changed(operation.id());
    return new Next.End();
  }

  private Next park(Operation operation, Problem problem) {
    warnParked(operation, problem);
    return record(operation, steps -> steps.park(operation.id(), Json.write(problem)));
  }

  private Next parkUndo(Operation operation, Operation.Step step, Problem problem) {
    warnParked(operation, problem);
    var reason = "This could not be taken back. " + problem.message();
    return record(
        operation,
        steps -> steps.parkUndo(operation.id(), step.position(), reason, Json.write(problem)));
  }

  private static void warnParked(Operation operation, Problem problem) {
    LOG.warn(
        "Operation {} {}: needs attention, {}",
        operation.id(),
        operation.target(),
        problem.message());
  }

  private Next record(Operation operation, Function<StepStore, Integer> transition) {
    return new Next.Again(change(operation, transition), false);
  }

  private Operation change(Operation operation, Function<StepStore, Integer> transition) {
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

  private static Operation reload(Transaction transaction, Operation operation) {
    return transaction.attach(OperationStore.class).find(operation.id()).orElseThrow();
  }

  private static void require(int rows) {
    if (rows != 1) {
      throw new IllegalStateException("the operation was moved on by somebody else");
    }
  }

  private static Duration backoff(int attempt) {
    return FIRST_BACKOFF.multipliedBy(1L << Math.min(attempt, 6));
  }

  private static Problem unknownStep(Operation.Step step) {
    return Problem.failed(
        "unknown-step",
        "This release of Cairn does not know the step \"" + step.name() + "\".",
        "It comes from another release: run that one to finish the operation, then retry it here.");
  }

  private static Problem internalError(
      Operation operation, Operation.Step step, RuntimeException e) {
    return Problem.failed(
        "internal-error",
        "The step \""
            + step.title()
            + "\" broke unexpectedly ("
            + e.getClass().getSimpleName()
            + ").",
        "The server's log has the details under operation "
            + operation.id()
            + ". Retry it with cairn op retry "
            + operation.id()
            + ".");
  }
}
