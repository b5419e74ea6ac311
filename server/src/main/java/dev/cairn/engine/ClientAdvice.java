package dev.cairn.engine;

/**
 * That the engine's own client of a machine will not do for a database.
 *
 * @param note what is there and what is needed; a colon and {@code install} may follow
 * @param install what to do about it
 */
public record ClientAdvice(String note, String install) {}
