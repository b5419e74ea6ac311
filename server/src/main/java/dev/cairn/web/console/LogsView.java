package dev.cairn.web.console;

/** The application's log. */
record LogsView(StageHead head, LogView log) {}
