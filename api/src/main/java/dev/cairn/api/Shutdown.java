package dev.cairn.api;

/**
 * Asks the server to end.
 *
 * @param everything whether it first stops applications, databases and the edge, which otherwise
 *     outlive it
 */
public record Shutdown(boolean everything) {}
