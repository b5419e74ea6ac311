package dev.cairn.web.console;

import dev.cairn.operation.Operation;
import java.util.List;
import java.util.Optional;

/**
 * What goes on with a stage or database.
 *
 * @param moving false where it waits for a person
 */
record RunningOperation(String title, String href, boolean moving) {

  /** The newest that has not ended, of a target and what is below it. */
  static Optional<RunningOperation> of(List<Operation> open, String target) {
    return open.stream()
        .filter(found -> isAbout(found, target))
        .findFirst()
        .map(
            found ->
                new RunningOperation(
                    found.title(),
                    "/operations/" + found.id(),
                    found.status() != Operation.Status.NEEDS_ATTENTION));
  }

  private static boolean isAbout(Operation operation, String target) {
    return Targets.covers(target, operation.target())
        || operation.also().stream().anyMatch(it -> Targets.covers(target, it));
  }

  String text() {
    return title + (moving ? "" : " needs attention");
  }
}
