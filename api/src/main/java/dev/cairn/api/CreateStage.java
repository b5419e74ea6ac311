package dev.cairn.api;

import java.util.List;
import java.util.Optional;

/**
 * Asks for a stage; what is left out takes the default.
 *
 * @param after the stage it stands behind; last where empty
 * @param databases engines to add to it at once
 * @param replicasOf primaries, each {@code STACK/STAGE/ENGINE}, that it gets a replica of at once
 */
public record CreateStage(
    String name,
    Optional<String> after,
    Optional<String> target,
    Optional<String> region,
    List<String> databases,
    List<String> replicasOf) {

  /** With databases of its own alone. */
  public CreateStage(
      String name,
      Optional<String> after,
      Optional<String> target,
      Optional<String> region,
      List<String> databases) {
    this(name, after, target, region, databases, List.of());
  }

  public CreateStage {
    after = Absent.optional(after);
    target = Absent.optional(target);
    region = Absent.optional(region);
    databases = Absent.list(databases);
    replicasOf = Absent.list(replicasOf);
  }
}
