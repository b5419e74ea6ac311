package dev.cairn.api;

/**
 * Asks the server to end.
 *
 * @param everything whether it first stops applications, databases and the edge, which otherwise
 *     outlive it
 * @param purge whether it then takes from the container engine all that it made there: containers,
 *     images and networks; only with {@code everything}. Data directories stay: whoever asks
 *     removes them when the server has ended
 */
public record Shutdown(boolean everything, boolean purge) {}
