package dev.cairn.service;

import dev.cairn.core.Problem;
import dev.cairn.core.StageRef;
import java.util.List;
import java.util.Optional;

/** Which release a rollback goes to. Pure. */
final class RollbackTarget {
  private RollbackTarget() {}

  /** The rows are newest first. */
  static ReleaseRow choose(List<ReleaseRow> rows, Optional<Integer> wanted, StageRef stage) {
    if (wanted.isPresent()) {
      var row =
          rows.stream()
              .filter(it -> it.number() == wanted.get())
              .findFirst()
              .orElseThrow(() -> unknown(stage, wanted.get()).toException());
      if (!isPossible(row)) {
        throw Problem.conflict(
                "release-not-usable",
                "Release "
                    + row.number()
                    + " of "
                    + stage
                    + (row.codeRemoved()
                        ? " cannot be rolled back to: its build was removed."
                        : " never worked."),
                possible(rows, stage))
            .toException();
      }
      return row;
    }
    int built =
        rows.stream()
            .filter(row -> row.status() == Release.Status.LIVE)
            .findFirst()
            .map(live -> builtFor(rows, live))
            .orElse(Integer.MAX_VALUE);
    return rows.stream()
        .filter(row -> row.number() < built && isPossible(row))
        .findFirst()
        .orElseThrow(
            () ->
                Problem.conflict(
                        "nothing-to-roll-back-to",
                        "There is no earlier release of " + stage + " that worked.",
                        "Deploy another source: cairn deploy " + stage + " --source …")
                    .toException());
  }

  /**
   * The release that its code was built for: what came after that is the same code with other
   * variables, or was rolled back from.
   */
  private static int builtFor(List<ReleaseRow> rows, ReleaseRow release) {
    return release
        .builtAs()
        .flatMap(number -> rows.stream().filter(row -> row.number() == number).findFirst())
        .map(row -> builtFor(rows, row))
        .orElse(release.number());
  }

  static Problem unknown(StageRef stage, int release) {
    return Problem.notFound(
        "unknown-release",
        "There is no release " + release + " of " + stage + ".",
        "List them: cairn releases " + stage);
  }

  private static boolean isPossible(ReleaseRow row) {
    return !row.codeRemoved()
        && (row.status() == Release.Status.RETIRED || row.status() == Release.Status.LIVE);
  }

  private static String possible(List<ReleaseRow> rows, StageRef stage) {
    var numbers =
        rows.stream()
            .filter(RollbackTarget::isPossible)
            .map(row -> String.valueOf(row.number()))
            .toList();
    return numbers.isEmpty()
        ? "Deploy a source: cairn deploy " + stage
        : "Choose one of " + String.join(", ", numbers) + ".";
  }
}
