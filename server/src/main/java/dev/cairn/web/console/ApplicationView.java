package dev.cairn.web.console;

import java.util.List;

/** Stage settings: the application. */
record ApplicationView(StageHead head, Form form, Form remove, boolean hasApplication) {

  /** Whether one of these fields has something to show, so that what holds them is open. */
  boolean uses(String... fields) {
    return List.of(fields).stream().anyMatch(it -> !form.value(it).isEmpty() || form.isWrong(it));
  }
}
