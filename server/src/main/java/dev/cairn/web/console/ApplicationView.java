package dev.cairn.web.console;

import java.util.List;

/**
 * Stage settings: the application.
 *
 * @param notes what has no effect where it runs, a sentence each
 * @param restarts what a deploy restarts besides, a sentence each
 */
record ApplicationView(
    StageHead head,
    Form form,
    Form remove,
    boolean hasApplication,
    List<String> notes,
    List<String> restarts) {

  /** Whether one of these fields has something to show, so that what holds them is open. */
  boolean uses(String... fields) {
    return List.of(fields).stream().anyMatch(it -> !form.value(it).isEmpty() || form.isWrong(it));
  }
}
