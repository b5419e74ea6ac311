package dev.cairn.operation;

import dev.cairn.core.Problem;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Which operations hold which targets: a target is held by at most one. */
final class HeldTargets {
  private HeldTargets() {}

  static List<String> of(Operation operation) {
    return Stream.concat(Stream.of(operation.target()), operation.also().stream()).toList();
  }

  /**
   * Refuses where one of them is held.
   *
   * @param beside which operations may hold them
   * @throws dev.cairn.core.ProblemException {@code operation-in-progress}
   */
  static void refuse(OperationStore rows, List<String> targets, Predicate<Operation> beside) {
    rows.listHolders(targets).stream()
        .flatMap(it -> rows.find(it).stream())
        .filter(Predicate.not(beside))
        .findFirst()
        .ifPresent(
            other -> {
              throw inProgress(other).toException();
            });
  }

  private static Problem inProgress(Operation first) {
    return Problem.conflict(
        "operation-in-progress",
        "The operation \""
            + first.title()
            + "\" ("
            + first.id()
            + ") on "
            + first.target()
            + " is not finished yet.",
        "Wait for it (cairn op watch "
            + first.id()
            + ") or cancel it (cairn op cancel "
            + first.id()
            + ").");
  }
}
