package dev.cairn.core;

import java.util.Optional;

/** What others said, at the end of a sentence of ours. */
public final class Sentence {
  private static final String ENDS = ".!?…";

  private Sentence() {}

  /**
   * The same without space around it and with exactly one full stop, also where it has ended its
   * sentence itself, as messages of servers, libraries and commands do or do not.
   *
   * @param said a text, or what went wrong, as it is printed
   */
  public static String ended(Object said) {
    var text = said.toString().strip();
    return text.isEmpty() || ENDS.indexOf(text.charAt(text.length() - 1)) < 0 ? text + "." : text;
  }

  /** As {@link #ended}, of what went wrong: what it says, or what it is where it says nothing. */
  public static String because(Throwable cause) {
    return ended(Optional.ofNullable(cause.getMessage()).orElseGet(cause::toString));
  }
}
