package dev.cairn.api;

import java.util.Optional;

/** Asks for an earlier release; the one before the live one where absent. */
public record RollbackRequest(Optional<Integer> release) {
  public RollbackRequest {
    release = Absent.optional(release);
  }
}
