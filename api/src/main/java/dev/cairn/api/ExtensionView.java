package dev.cairn.api;

import java.util.Optional;

/**
 * An extension that a PostgreSQL has or could have.
 *
 * @param version that would be added; empty where the server's programs have none
 * @param installed the version that is there; absent where none is
 * @param trusted whether the application's user may create it by itself
 * @param restarts whether the database restarts when it is added or removed
 * @param addable whether Cairn adds it
 * @param added whether Cairn added it, and removes it
 * @param state for people: why it cannot be had, or where to get it
 */
public record ExtensionView(
    String name,
    String version,
    Optional<String> installed,
    boolean trusted,
    boolean restarts,
    boolean addable,
    boolean added,
    String state,
    String meaning) {
  public ExtensionView {
    installed = Absent.optional(installed);
  }
}
