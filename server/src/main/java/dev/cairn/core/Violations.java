package dev.cairn.core;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Collects all that is wrong with a request, to report it together. */
public final class Violations {
  private final List<Problem> found = new ArrayList<>();

  /** One thing wrong: with which field, its code, what is wrong, and what to do about it. */
  public Violations add(String field, String code, String message, String suggestion) {
    if (isFull()) {
      return this; // the answer names no more
    }
    found.add(
        Problem.invalid(code, message, suggestion)
            .withViolations(List.of(new Violation(field, message))));
    return this;
  }

  /** Whether more would not be told. */
  public boolean isFull() {
    return FirstViolations.isFull(found);
  }

  public boolean isEmpty() {
    return found.isEmpty();
  }

  /**
   * Nothing where nothing is wrong; one thing is a problem of its own code, several are {@code
   * invalid-request}.
   */
  public void throwIfAny() {
    if (found.isEmpty()) {
      return;
    }
    throw problem().toException();
  }

  private Problem problem() {
    if (found.size() == 1) {
      return found.getFirst();
    }
    return Problem.invalid(
            "invalid-request",
            found.size()
                + " things are wrong: "
                + found.stream().map(Problem::message).collect(Collectors.joining(" ")),
            found.stream()
                .map(Problem::suggestion)
                .filter(suggestion -> !suggestion.isEmpty())
                .distinct()
                .collect(Collectors.joining(" ")))
        .withViolations(found.stream().flatMap(one -> one.violations().stream()).toList());
  }
}
