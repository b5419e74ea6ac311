package dev.cairn.cli.terminal;

import dev.cairn.api.ApiProblemException;
import dev.cairn.api.ProblemView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Problems as the command shows them: what and why, each violation, what to do next. */
public final class Problems {
  private Problems() {}

  /** A problem found on this side of the wire. */
  public static ApiProblemException of(String code, String detail, String suggestion) {
    return of(code, detail, suggestion, null);
  }

  public static ApiProblemException of(
      String code, String detail, String suggestion, @Nullable Throwable cause) {
    return new ApiProblemException(
        new ProblemView("about:blank", "Problem", 0, detail, code, suggestion, List.of()), cause);
  }

  public static String render(ProblemView problem) {
    var text = new StringBuilder("cairn: ").append(problem.detail()).append('\n');
    for (var violation : problem.violations()) {
      if (!violation.field().isEmpty()) { // else the sentence above says it all
        text.append("  ").append(violation.field()).append(": ").append(violation.message());
        text.append('\n');
      }
    }
    if (!problem.suggestion().isBlank()) {
      text.append("  → ").append(problem.suggestion()).append('\n');
    }
    return text.toString();
  }
}
