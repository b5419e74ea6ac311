package dev.cairn.core;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Of what a program said before it failed, the lines that tell why: without terminal colours,
 * rulers, and advice that comes after the reason. Pure.
 */
public final class TellingLines {
  private static final int MOST_LINES = 8;
  private static final int MOST_NOTES = 3;
  private static final int MOST_AFTER = 30;
  private static final int LONGEST = 400;

  /** ECMA-48: control sequences, operating system commands, and other escapes of two characters. */
  private static final Pattern ESCAPES =
      Pattern.compile(
          "(?:\\x1b\\[|\\x9b)[0-?]*[ -/]*[@-~]"
              + "|\\x1b\\][^\\x07\\x1b]*(?:\\x07|\\x1b\\\\)?"
              + "|\\x1b[PX^_][^\\x1b]*(?:\\x1b\\\\)?"
              + "|\\x1b[ -/]*[0-~]?");

  private static final Pattern CONTROLS = Pattern.compile("[\\p{Cntrl}&&[^\\t]]|\\p{Cf}");

  /** {@code #7 1.776 text}, as BuildKit puts a step's number and its seconds before each line. */
  private static final Pattern STEP = Pattern.compile("^#\\d+ (?:\\d+\\.\\d+ )?");

  private static final Pattern MARK = Pattern.compile("^(?:\\[ERROR\\]|npm (?:error|ERR!))");

  private static final Pattern REASON =
      Pattern.compile(
          "(?i)error|fatal|fail|exception|panic|cannot|can't|could not|couldn't|unable|not found"
              + "|no such|denied|undefined|unknown|missing|invalid|refused|killed|out of memory"
              + "|unexpected|not permitted|no space");

  /** What programs say after the reason, or around it. */
  private static final List<Pattern> NOISE =
      Stream.of(
              "[\\p{Punct}\\s]*",
              // stack traces of Java and JavaScript
              "\\s+at .*|\\s+\\.\\.\\. \\d+ (?:more|lines matching).*",
              // Maven
              "\\[(?:INFO|ERROR|WARNING|DEBUG)\\][\\p{Punct}\\s]*",
              "\\[INFO\\] (?:BUILD FAILURE|Total time:|Finished at:|\\d+ errors?).*",
              "\\[ERROR\\] (?:-> )?\\[Help \\d+\\].*",
              "\\[ERROR\\] (?:To see the full stack trace|Re-run Maven|For more information about"
                  + " the errors).*",
              // npm, yarn
              "npm (?:ERR!|error)[\\p{Punct}\\s]*",
              "npm (?:ERR!|error) (?:A complete log of this run|    ?/\\S+-debug-\\d+\\.log).*",
              "npm (?:ERR!|error) +/.*_logs/.*",
              "(?:npm )?notice.*",
              "info Visit https://yarnpkg.com.*",
              // pip
              "\\[notice\\].*",
              "\\[end of output\\]",
              "\\s*\\[end of output\\]",
              "(?:note|hint): (?:This error originates from a subprocess|See above for).*",
              // cargo, Gradle
              "(?:note|help): run with `RUST_BACKTRACE.*",
              "warning: build failed, waiting for other jobs.*",
              "For more information about this error, try `rustc.*",
              "(?:\\* Try:|> (?:Run with|Get more help)|BUILD FAILED in).*",
              "tar: (?:Exiting with failure status|Error is not recoverable).*",
              // Docker and BuildKit
              "(?:sha256:[0-9a-f]{64}.*|DONE \\d+.*|CACHED|CANCELED)",
              "(?:Sending build context|Removing intermediate container|Step \\d+/\\d+).*",
              "\\s*---> ?(?:[0-9a-f]{12}|Running in [0-9a-f]{12}|Using cache)?",
              "DEPRECATED: The legacy builder.*")
          .map(Pattern::compile)
          .toList();

  private TellingLines() {}

  /** A line as a person reads it: what a carriage return wrote over is gone, as are colours. */
  public static String plain(String line) {
    var text = ESCAPES.matcher(line).replaceAll("");
    text = text.replaceAll("\\r+$", "");
    text = text.substring(text.lastIndexOf('\r') + 1);
    return CONTROLS.matcher(text).replaceAll("").stripTrailing();
  }

  /** At most eight lines, oldest first; empty where nothing was said. */
  public static List<String> of(String output) {
    var said =
        output
            .lines()
            .map(TellingLines::plain)
            .map(line -> STEP.matcher(line).replaceFirst(""))
            .filter(line -> !line.isBlank())
            .toList();
    var telling =
        said.stream().filter(line -> !isNoise(line)).map(TellingLines::shortened).toList();
    if (telling.isEmpty()) {
      return said.subList(Math.max(0, said.size() - 1), said.size());
    }
    int end = endOfReason(telling);
    var lines = new ArrayList<String>();
    for (var line : telling.subList(0, end).reversed()) {
      if (lines.size() == MOST_LINES) {
        break;
      }
      // Programs that run programs repeat what these said.
      if (!lines.contains(line)) {
        lines.addFirst(line);
      }
    }
    return lines;
  }

  /** The line that tells most; empty where nothing was said. */
  public static String best(String output) {
    var lines = of(output);
    return lines.reversed().stream()
        .filter(TellingLines::isReason)
        .findFirst()
        .orElse(lines.isEmpty() ? "" : lines.getLast())
        .strip();
  }

  /**
   * {@code : reason.} and the lines, to be put behind what was attempted; a full stop alone where
   * nothing was said.
   */
  public static String sentence(String output) {
    var best = best(output);
    if (best.isEmpty()) {
      return ".";
    }
    var end = best.endsWith(".") ? "" : ".";
    var lines = of(output);
    return ": "
        + best
        + end
        + (lines.size() < 2 ? "" : "\nIts last lines:\n" + String.join("\n", lines));
  }

  /** Where much was said after the last line that names a reason, the end is that line's. */
  private static int endOfReason(List<String> telling) {
    for (int i = telling.size() - 1; i >= Math.max(0, telling.size() - MOST_AFTER); i--) {
      if (isReason(telling.get(i))) {
        return Math.min(telling.size(), i + 1 + MOST_NOTES);
      }
    }
    return telling.size();
  }

  /** A mark before each line, as Maven and npm put it, tells nothing of that line. */
  private static boolean isReason(String line) {
    return REASON.matcher(MARK.matcher(line).replaceFirst("")).find();
  }

  private static boolean isNoise(String line) {
    return NOISE.stream().anyMatch(noise -> noise.matcher(line).matches());
  }

  private static String shortened(String line) {
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
  }
}
