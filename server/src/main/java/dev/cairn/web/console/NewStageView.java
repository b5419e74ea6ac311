package dev.cairn.web.console;

import java.util.List;

/** The form for a new stage. */
record NewStageView(
    String stack,
    String stackHref,
    List<String> stages,
    Form form,
    List<DatabaseChoice> databases) {

  /** A database that the stage may have from the start. */
  record DatabaseChoice(String id, String name, String text, boolean available) {}
}
