package dev.cairn.web.console;

import dev.cairn.core.Problem;
import dev.cairn.core.Violation;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a form shows: values as typed, and after a refusal every violation beside its field;
 * violations of fields that the form does not have stand with the problem.
 */
record Form(Map<String, String> values, List<Violation> violations, Optional<ProblemView> problem) {
  Form {
    values = Map.copyOf(values);
    violations = List.copyOf(violations);
  }

  static Form of(Map<String, String> values) {
    return new Form(values, List.of(), Optional.empty());
  }

  /** The same form after a refusal; {@code values} are what the user typed. */
  static Form refused(Map<String, String> values, Problem problem) {
    var elsewhere =
        problem.violations().stream().filter(found -> !values.containsKey(found.field())).toList();
    return new Form(
        values,
        problem.violations(),
        Optional.of(
            new ProblemView(problem.message(), problem.suggestion(), problem.code(), elsewhere)));
  }

  String value(String field) {
    return values.getOrDefault(field, "");
  }

  boolean is(String field, String value) {
    return value(field).equals(value);
  }

  List<String> errors(String field) {
    return violations.stream()
        .filter(found -> found.field().equals(field))
        .map(Violation::message)
        .toList();
  }

  boolean isWrong(String field) {
    return !errors(field).isEmpty();
  }
}
