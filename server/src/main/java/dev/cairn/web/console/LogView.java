package dev.cairn.web.console;

/**
 * The end of a log.
 *
 * @param position how far the text reaches
 * @param href answers what came after a position
 */
record LogView(String title, String text, String position, String href) {}
