package dev.cairn.operation;

import dev.cairn.activity.Activity;
import dev.cairn.core.Actor;
import dev.cairn.core.Role;
import dev.cairn.db.StateDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** Opens operations and carries them on by hand, one run at a time, so that tests need no clock. */
public final class StepBench {
  public static final Actor ANNA = new Actor("anna", Role.OPERATOR);

  /** The server died here. */
  public static final class Killed extends Error {
    public Killed(String where) {
      super(where);
    }
  }

  private final StateDatabase state;
  private final Operations operations;

  public StepBench(StateDatabase state) {
    this(state, new Operations(state, new Activity(state)));
  }

  public StepBench(StateDatabase state, Operations operations) {
    this.state = state;
    this.operations = operations;
  }

  public Operations operations() {
    return operations;
  }

  public Operation open(String target, String... steps) {
    return open(target, Optional.empty(), steps);
  }

  public Operation open(String target, Optional<String> key, String... steps) {
    var plan =
        new Plan("toy", Stream.of(steps).map(step -> new PlannedStep(step, "Do " + step)).toList());
    return state.transaction(
        transaction ->
            operations.open(
                transaction,
                new NewOperation(
                    plan, target, "Toy with " + target, ANNA, Map.of("colour", "red"), key)));
  }

  /** One run: until it is finished, parked or has to wait. */
  public Optional<Duration> run(UUID id, Map<String, StepAction> actions) {
    return run(id, actions, CrashPoint.NONE);
  }

  public Optional<Duration> run(UUID id, Map<String, StepAction> actions, CrashPoint crash) {
    return new StepLoop(state, operations.signals(), actions, crash, () -> false).run(id);
  }

  /** Runs until nothing is left to do, not waiting where it says wait. */
  public Operation finish(UUID id, Map<String, StepAction> actions) {
    for (int i = 0; i < 1000; i++) {
      if (run(id, actions).isEmpty()) {
        return operations.get(id);
      }
    }
    throw new AssertionError("operation never ends: " + operations.get(id));
  }

  /** Dies once, at that moment of that step. */
  public static CrashPoint killAt(String step, CrashPoint.Moment moment) {
    return (at, when) -> {
      if (at.equals(step) && when == moment) {
        throw new Killed(step + " " + moment);
      }
    };
  }

  public static List<Operation.StepStatus> statuses(Operation operation) {
    return operation.steps().stream().map(Operation.Step::status).toList();
  }
}
