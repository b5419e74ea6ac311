package dev.cairn.cli.terminal;

import java.io.BufferedReader;
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
    try {
      var reader = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      return Optional.ofNullable(reader.readLine()).map(String::strip);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("standard input cannot be read", e);
    }
  }
}
