package dev.cairn.web.console;

import java.util.List;

/**
 * Where the application beside a database reads, to be chosen.
 *
 * @param href of the database's page
 * @param now where it reads, as a part of a sentence
 * @param trouble a sentence where that does not answer or is far behind; else empty
 * @param choices empty where there is nothing to choose
 * @param readBy other stages whose applications read from this database
 */
record ReadingView(
    String href,
    String stage,
    String now,
    String trouble,
    List<Choice> choices,
    Form form,
    boolean hasApplication,
    List<String> readBy) {

  /** A place to read from; no value stands for none. */
  record Choice(String value, String text) {}

  boolean isShown() {
    return !choices.isEmpty();
  }

  /** Those stages, for a sentence. */
  String readers() {
    return String.join(", ", readBy);
  }
}
