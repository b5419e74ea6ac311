package dev.cairn.web.console;

/**
 * Stage settings: the application.
 *
 * @param advanced whether the commands are open
 */
record ApplicationView(
    StageHead head, Form form, Form remove, boolean hasApplication, boolean advanced) {}
