package dev.cairn.provider;

import dev.cairn.core.Problem;
import dev.cairn.core.TellingLines;

/** What a person is told of a build or a release command that failed. Pure. */
public final class BuildFailure {
  private BuildFailure() {}

  /**
   * With the lines that tell why, and the command that prints the rest.
   *
   * @param attempted a sentence without its end: what was attempted and how it ended
   * @param output what was said meanwhile, the end of it
   */
  public static Problem of(String code, ReleaseInstance release, String attempted, String output) {
    return Problem.failed(
        code,
        attempted + TellingLines.sentence(output),
        "Mend it and deploy again. All that it said: " + command(release));
  }

  /** What prints the whole log. */
  public static String command(ReleaseInstance release) {
    var number = release.id().substring(release.id().lastIndexOf("-r") + 2);
    return "cairn logs " + release.stage() + " --build " + number;
  }
}
