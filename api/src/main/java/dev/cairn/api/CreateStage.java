package dev.cairn.api;

import java.util.List;
import java.util.Optional;

/**
 * Asks for a stage; what is left out takes the default.
 *
 * @param after the stage it stands behind; last where empty
 * @param databases engines to add to it at once
 */
public record CreateStage(
    String name,
    Optional<String> after,
    Optional<String> target,
    Optional<String> region,
    List<String> databases) {
  public CreateStage {
    after = Absent.optional(after);
    target = Absent.optional(target);
    region = Absent.optional(region);
    databases = Absent.list(databases);
  }
}
