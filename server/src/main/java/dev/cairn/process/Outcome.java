package dev.cairn.process;

import dev.cairn.core.TellingLines;

/**
 * How a command ended.
 *
 * @param output stdout and stderr as they came, the end of it where there was much
 */
public record Outcome(int status, String output) {
  public boolean succeeded() {
    return status == 0;
  }

  /** The line that tells most of why it failed; most programs put it last. */
  public String lastLine() {
    return TellingLines.best(output);
  }
}
