package dev.cairn.service;

import dev.cairn.core.Problem;
import dev.cairn.core.StageRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Which release a rollback goes to, and which ones' code is kept for it. Pure. */
final class RollbackTarget {
  private static final int KEPT_RELEASES = 5;
  private static final int KEPT_BUILDS = 5;

  private RollbackTarget() {}

  /**
   * A release whose code is there: the wanted one, or where its own copy was removed, another of
   * the same build. The rows are newest first.
   */
  static ReleaseRow choose(List<ReleaseRow> rows, Optional<Integer> wanted, StageRef stage) {
    if (wanted.isEmpty()) {
      return next(rows).orElseThrow(() -> nothing(rows, stage).toException());
    }
    var row =
        rows.stream()
            .filter(it -> it.number() == wanted.get())
            .findFirst()
            .orElseThrow(() -> unknown(stage, wanted.get()).toException());
    return Optional.of(row)
        .filter(RollbackTarget::worked)
        .flatMap(it -> withCode(rows, builds(rows), it))
        .orElseThrow(
            () ->
                Problem.conflict(
                        "release-not-usable",
                        "Release "
                            + row.number()
                            + " of "
                            + stage
                            + (worked(row)
                                ? " cannot be rolled back to: its build was removed."
                                : " never worked."),
                        possible(rows, stage))
                    .toException());
  }

  /**
   * Retired releases whose code no rollback needs: neither one of the newest, nor the newest of one
   * of the last builds, nor where a rollback goes next. A changed variable makes a release too, so
   * the newest alone may all be of one build. A build stays where it was made for as long as one of
   * its releases is kept, which runs in it. The rows are newest first.
   */
  static List<ReleaseRow> outdated(List<ReleaseRow> rows) {
    var builds = builds(rows);
    var possible = rows.stream().filter(RollbackTarget::isPossible).toList();
    var retired = possible.stream().filter(row -> row.status() == Release.Status.RETIRED).toList();
    var newestOfBuild = new LinkedHashMap<Integer, ReleaseRow>();
    possible.forEach(row -> newestOfBuild.putIfAbsent(build(builds, row), row));
    var kept = new HashSet<ReleaseRow>();
    retired.stream().limit(KEPT_RELEASES).forEach(kept::add);
    newestOfBuild.values().stream().limit(1 + KEPT_BUILDS).forEach(kept::add);
    next(rows).ifPresent(kept::add);
    var needed = new HashSet<Integer>();
    Stream.concat(kept.stream(), possible.stream().filter(row -> !retired.contains(row)))
        .map(row -> madeOf(rows, row))
        .filter(made -> !made.isEmpty())
        .forEach(made -> needed.addAll(List.of(made.getFirst(), made.getLast())));
    rows.stream().filter(row -> needed.contains(row.number())).forEach(kept::add);
    return retired.stream().filter(row -> !kept.contains(row)).toList();
  }

  /**
   * The release whose build another of the same code runs: the one that it was built for, or the
   * nearest to that whose code is there.
   */
  static int builtAs(List<ReleaseRow> rows, ReleaseRow release) {
    return madeOf(rows, release).stream()
        .filter(number -> rows.stream().anyMatch(it -> it.number() == number && !it.codeRemoved()))
        .reduce(release.number(), (nearer, farther) -> farther);
  }

  /** The releases that its build went through, nearest first, up to the one it was made for. */
  private static List<Integer> madeOf(List<ReleaseRow> rows, ReleaseRow release) {
    var found = new ArrayList<Integer>();
    var next = release.builtAs();
    while (next.isPresent() && !found.contains(next.get())) {
      int number = next.get();
      found.add(number);
      next =
          rows.stream()
              .filter(it -> it.number() == number)
              .findFirst()
              .flatMap(ReleaseRow::builtAs);
    }
    return found;
  }

  private static Optional<ReleaseRow> next(List<ReleaseRow> rows) {
    var builds = builds(rows);
    return earlier(rows).flatMap(row -> withCode(rows, builds, row).stream()).findFirst();
  }

  /** What worked before the live release's code was built: other code, not rolled back from. */
  private static Stream<ReleaseRow> earlier(List<ReleaseRow> rows) {
    int built =
        rows.stream()
            .filter(row -> row.status() == Release.Status.LIVE)
            .findFirst()
            .map(live -> build(builds(rows), live))
            .orElse(Integer.MAX_VALUE);
    return rows.stream().filter(row -> row.number() < built && worked(row));
  }

  private static Optional<ReleaseRow> withCode(
      List<ReleaseRow> rows, Map<Integer, Integer> builds, ReleaseRow release) {
    return Stream.concat(Stream.of(release), rows.stream())
        .filter(row -> isPossible(row) && build(builds, row) == build(builds, release))
        .findFirst();
  }

  /** By number the release that its code was built for: those of one build have the same code. */
  private static Map<Integer, Integer> builds(List<ReleaseRow> rows) {
    var builds = new HashMap<Integer, Integer>();
    for (var row : rows.reversed()) {
      int own = row.number();
      builds.put(own, row.builtAs().map(other -> builds.getOrDefault(other, own)).orElse(own));
    }
    return builds;
  }

  private static int build(Map<Integer, Integer> builds, ReleaseRow row) {
    return builds.getOrDefault(row.number(), row.number());
  }

  private static Problem nothing(List<ReleaseRow> rows, StageRef stage) {
    return Problem.conflict(
        "nothing-to-roll-back-to",
        earlier(rows).findAny().isPresent()
            ? "The builds of all earlier releases of " + stage + " that worked were removed."
            : "There is no earlier release of " + stage + " that worked.",
        "Deploy another source: cairn deploy " + stage + " --source …");
  }

  static Problem unknown(StageRef stage, int release) {
    return Problem.notFound(
        "unknown-release",
        "There is no release " + release + " of " + stage + ".",
        "List them: cairn releases " + stage);
  }

  private static boolean isPossible(ReleaseRow row) {
    return !row.codeRemoved() && worked(row);
  }

  private static boolean worked(ReleaseRow row) {
    return row.status() == Release.Status.RETIRED || row.status() == Release.Status.LIVE;
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
