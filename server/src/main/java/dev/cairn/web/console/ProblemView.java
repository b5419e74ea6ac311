package dev.cairn.web.console;

import dev.cairn.core.Problem;
import dev.cairn.core.Violation;
import java.util.List;

/**
 * A problem as shown.
 *
 * @param details what is wrong with fields that the page does not have
 */
record ProblemView(String message, String suggestion, String code, List<Violation> details) {
  ProblemView {
    details = List.copyOf(details);
  }

  static ProblemView of(Problem problem) {
    return new ProblemView(
        problem.message(), problem.suggestion(), problem.code(), problem.violations());
  }
}
