package dev.cairn.engine;

/**
 * A text to copy into another tool.
 *
 * @param id for links, for example {@code jdbc}
 * @param title for people
 */
public record Snippet(String id, String title, String text) {}
