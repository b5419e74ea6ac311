package dev.cairn.api;

import java.util.Optional;

/**
 * What removing a database would do.
 *
 * @param backup the name that its final backup would get; absent where none is made: of a replica
 */
public record RemovalView(String ref, Optional<String> backup) {
  public RemovalView {
    backup = Absent.optional(backup);
  }
}
