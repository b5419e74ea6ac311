package dev.cairn.core;

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
}
