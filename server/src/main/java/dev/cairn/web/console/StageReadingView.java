package dev.cairn.web.console;

import java.util.List;
import java.util.Optional;

/**
 * What people should know of where the application of a stage reads.
 *
 * @param href of the part of the page that shows it as it is then; empty where it reads nowhere
 *     apart
 */
record StageReadingView(String href, List<Note> notes) {

  static final StageReadingView NONE = new StageReadingView("", List.of());

  /**
   * One of it.
   *
   * @param warns whether the application sees old data, or none
   * @param offer where it could read instead, to be chosen there
   */
  record Note(String text, boolean warns, Optional<Link> offer) {}

  boolean isShown() {
    return !href.isEmpty();
  }
}
