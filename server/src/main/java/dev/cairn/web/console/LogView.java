package dev.cairn.web.console;

/**
 * The end of a log.
 *
 * @param position byte that the text reaches to
 * @param href answers what came after a position
 */
record LogView(String title, String text, long position, String href) {}
