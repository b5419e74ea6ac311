package dev.cairn.api;

/**
 * What removing a database would do.
 *
 * @param backup the name that its final backup would get
 */
public record RemovalView(String ref, String backup) {}
