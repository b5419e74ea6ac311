package dev.cairn.web;

import dev.cairn.core.ProblemException;
import dev.cairn.core.Violation;
import java.util.function.Supplier;

/** Has problems name fields as the request has them, where the inside calls them otherwise. */
public final class Fields {
  private Fields() {}

  /** What the call returns; of a problem with the field {@code from} it is said of {@code to}. */
  public static <T> T renamed(String from, String to, Supplier<T> call) {
    try {
      return call.get();
    } catch (ProblemException e) {
      var problem = e.problem();
      throw problem
          .withViolations(
              problem.violations().stream()
                  .map(it -> it.field().equals(from) ? new Violation(to, it.message()) : it)
                  .toList())
          .toException(e);
    }
  }
}
