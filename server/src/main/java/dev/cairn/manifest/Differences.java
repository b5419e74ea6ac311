package dev.cairn.manifest;

import dev.cairn.core.FirstViolations;
import dev.cairn.core.Problem;
import dev.cairn.core.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a comparison has found so far: what to do, sentences about it, and what cannot be. */
final class Differences {
  private final List<Step> steps = new ArrayList<>();
  private final List<PlannedChange> changes = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private final List<Violation> violations = new FirstViolations();

  /** In the order of their doing. */
  List<Step> steps() {
    return steps;
  }

  List<PlannedChange> changes() {
    return changes;
  }

  List<String> notes() {
    return notes;
  }

  void plan(Step step, PlannedChange.Kind kind, String target, String description) {
    add(step);
    add(new PlannedChange(kind, target, description));
  }

  /** Its sentences come by themselves. */
  void add(Step step) {
    steps.add(step);
  }

  void add(PlannedChange change) {
    changes.add(change);
  }

  void note(String sentence) {
    notes.add(sentence);
  }

  void refuse(Violation violation) {
    violations.add(violation);
  }

  void left(String what) {
    notes.add("The file does not name " + what + ": it is left as it is.");
  }

  /** Refuses to change what cannot be changed. */
  void requireSame(Object ref, String field, Optional<String> wanted, String actual) {
    wanted
        .filter(it -> !it.equals(actual))
        .ifPresent(
            it ->
                violations.add(
                    new Violation(
                        ref + "." + field,
                        "The "
                            + field
                            + " of "
                            + ref
                            + " is "
                            + actual
                            + " and cannot become "
                            + it
                            + ".")));
  }

  /**
   * @param refused what the use cases would refuse of the steps
   * @throws dev.cairn.core.ProblemException {@code manifest-not-applicable}
   */
  void requireApplicable(List<Problem> refused) {
    if (!violations.isEmpty() || !refused.isEmpty()) {
      throw notApplicable(refused).toException();
    }
  }

  private Problem notApplicable(List<Problem> refused) {
    var sentences =
        Stream.concat(
            violations.stream().map(Violation::message), refused.stream().map(Problem::message));
    return Problem.invalid(
            "manifest-not-applicable",
            "cairn.yaml wants what cannot be: "
                + sentences.distinct().collect(Collectors.joining(" ")),
            "Correct the file and try again; nothing was changed.")
        .withViolations(
            Stream.concat(
                    violations.stream(), refused.stream().flatMap(it -> it.violations().stream()))
                .toList());
  }
}
