package dev.cairn.api;

/**
 * Asks for a drill.
 *
 * @param kind what is tried: {@code promote}
 */
public record DrillRequest(String kind) {
  public static final String PROMOTE = "promote";
}
