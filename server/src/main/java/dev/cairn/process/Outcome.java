package dev.cairn.process;

/**
 * How a command ended.
 *
 * @param output stdout and stderr as they came, the end of it where there was much
 */
public record Outcome(int status, String output) {
  public boolean succeeded() {
    return status == 0;
  }

  /** The last line that says something: most programs put the reason there. */
  public String lastLine() {
    return output.lines().filter(line -> !line.isBlank()).reduce("", (one, next) -> next).strip();
  }
}
