package dev.cairn.operation;

import dev.cairn.core.Problem;
import dev.cairn.db.Json;
import dev.cairn.db.Transaction;
import java.util.UUID;
import java.util.stream.Collectors;

/** The end of an operation whose undoing nobody waits for any more: it says what is left. */
final class UndoGivenUp {
  private UndoGivenUp() {}

  /** False where it is no undo that is parked, or given up. */
  static boolean end(Transaction transaction, UUID id) {
    var rows = transaction.attach(OperationStore.class);
    var operation = rows.find(id).orElseThrow();
    var stuck = transaction.attach(StepStore.class).findNextToUndo(id);
    return stuck.isPresent()
        && rows.giveUpUndoing(id, stuck.get(), Json.write(withWhatIsLeft(operation, stuck.get())))
            == 1;
  }

  private static Problem withWhatIsLeft(Operation operation, int stuck) {
    var waited = operation.steps().get(stuck).progress();
    var problem =
        operation
            .problem()
            .orElseGet(
                () ->
                    Problem.failed(
                        "undo-given-up",
                        ("It was cancelled, and taking it back was given up. " + waited).strip(),
                        "Remove or mend what is left; what it was about is free for that."));
    var left =
        operation.steps().stream()
            .filter(step -> step.position() <= stuck)
            .map(step -> "\"" + step.title() + "\"")
            .collect(Collectors.joining(", "));
    return new Problem(
        problem.kind(),
        problem.code(),
        problem.message() + " What these steps did was left as it is: " + left + ".",
        problem.suggestion(),
        problem.violations());
  }
}
