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
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries one operation on until it is finished, parked or has to wait. May die at any instruction:
 * the next run finds in the tables how far it came. The caller sees to it that an operation is run
 * once at a time.
 */
final class StepLoop {
  private static final Logger LOG = LoggerFactory.getLogger(StepLoop.class);

  private final StateDatabase state;
  private final Signals signals;
  private final Map<String, StepAction> actions;
  private final CrashPoint crash;

  /** Whether the server is going down: what breaks now says nothing about the step. */
  private final BooleanSupplier closing;

  private final StepRecord records;
  private final Undoing undoing;

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
    this.records = new StepRecord(state, signals);
    this.undoing = new Undoing(state, signals, records, this.actions, crash, closing);
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
          operation.turnsRound() && !begun
              ? turnBack(operation, Optional.empty())
              : forward(operation, begun);
      case UNDOING -> undoing.turn(operation);
      case SUCCEEDED, FAILED, CANCELLED, NEEDS_ATTENTION -> new Next.End();
    };
  }

  private Next forward(Operation operation, boolean begun) {
    var unfinished =
        operation.steps().stream()
            .filter(step -> step.status() != Operation.StepStatus.DONE)
            .findFirst();
    if (unfinished.isEmpty()) {
      return records.record(operation, steps -> steps.succeed(operation.id()));
    }
    var step = unfinished.get();
    var action = Optional.ofNullable(actions.get(step.name()));
    if (action.isEmpty()) {
      var problem = unknownStep(step);
      return records.park(
          operation, problem, steps -> steps.park(operation.id(), Json.write(problem)));
    }
    if (!begun) {
      boolean anew = step.status() != Operation.StepStatus.WAITING;
      var running =
          records.change(operation, steps -> steps.begin(operation.id(), step.position(), anew));
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
      case StepResult.Parked parked -> parked(operation, step, parked.problem());
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
              StepRecord.require(
                  steps.done(
                      operation.id(),
                      step.position(),
                      Json.write(done.output()),
                      done.output().getOrDefault(StepResult.Done.NOTE, "")));
              if (following == operation.steps().size()) {
                StepRecord.require(steps.succeed(operation.id()));
              } else {
                if (actions.containsKey(operation.steps().get(following).name())) {
                  steps.beginUnlessCancelled(operation.id(), following);
                }
                steps.touch(operation.id());
              }
              return StepRecord.reload(transaction, operation);
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
        records.change(
            operation,
            steps -> steps.pause(operation.id(), step.position(), status, reason, errors));
    return after.turnsRound() ? new Next.Again(after, false) : new Next.Later(pause);
  }

  private Next failed(Operation operation, Operation.Step step, Problem problem) {
    LOG.info(
        "Operation {} {}: {} failed, {}: {}",
        operation.id(),
        operation.target(),
        step.name(),
        problem.code(),
        problem.message());
    if (operation.isPastReturn()) {
      return parked(operation, step, problem);
    }
    return records.record(
        operation,
        steps -> {
          StepRecord.require(steps.failed(operation.id(), step.position(), problem.message()));
          return steps.turnBack(operation.id(), Optional.of(Json.write(problem)));
        });
  }

  private Next parked(Operation operation, Operation.Step step, Problem problem) {
    return records.park(
        operation,
        problem,
        steps -> {
          StepRecord.require(steps.failed(operation.id(), step.position(), problem.message()));
          return steps.park(operation.id(), Json.write(problem));
        });
  }

  private Next turnBack(Operation operation, Optional<Problem> problem) {
    LOG.info("Operation {} {}: cancelled, undoing", operation.id(), operation.target());
    return records.record(
        operation, steps -> steps.turnBack(operation.id(), problem.map(Json::write)));
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
}
