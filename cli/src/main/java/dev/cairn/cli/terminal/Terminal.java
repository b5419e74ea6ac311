package dev.cairn.cli.terminal;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The three standard streams. Results go to {@link #out}; progress, questions and problems to
 * {@link #err}. Which of them is a terminal is told by the starting script, for asking from Java
 * takes a good part of the time that a short command has.
 */
public final class Terminal {
  private static final String STREAMS = System.getProperty("cairn.terminal", "");

  private Terminal() {}

  public static PrintStream out() {
    return System.out;
  }

  public static PrintStream err() {
    return System.err;
  }

  /** How wide a line may be; as wide as it likes where nobody looks. */
  static int columns() {
    var told = System.getProperty("cairn.columns", "");
    return told.matches("[1-9][0-9]{0,3}") ? Integer.parseInt(told) : Integer.MAX_VALUE;
  }

  /** Whether somebody sits there to answer a question. */
  public static boolean canAsk() {
    return STREAMS.contains("0") && STREAMS.contains("2");
  }

  /** Whether what was written to {@link #err} can be written over. */
  public static boolean isLive() {
    return STREAMS.contains("2") && !"dumb".equals(System.getenv("TERM"));
  }

  /** A line from standard input; empty at its end. */
  public static Optional<String> ask(String question) {
    err().print(question);
    err().flush();
    return readLine().map(String::strip);
  }

  /** A line from standard input as it is; typed on a terminal, it is not shown. */
  public static Optional<String> askSecretly(String question) {
    if (!STREAMS.contains("0")) {
      return readLine();
    }
    var console =
        Optional.ofNullable(System.console())
            .filter(Console::isTerminal)
            .orElseThrow(
                () ->
                    Problems.of(
                        "cannot-ask",
                        "What is typed would be shown, for standard output is no terminal.",
                        "Name a file instead of -, or pipe the value in."));
    return Optional.ofNullable(console.readPassword("%s", question)).map(String::new);
  }

  private static Optional<String> readLine() {
    try {
      var reader = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      return Optional.ofNullable(reader.readLine());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("standard input cannot be read", e);
    }
  }
}
