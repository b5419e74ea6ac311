package dev.cairn.api;

/**
 * One line of a preview; values of secrets are masked.
 *
 * @param kind {@code added, changed} or {@code removed}
 */
public record VariableChange(String name, String kind, String before, String after) {}
