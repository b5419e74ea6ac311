package dev.cairn.api;

import java.util.Optional;

/** Asks for a deploy; at most one of the three, else the recorded source. */
public record DeployRequest(Optional<String> source, Optional<String> git, Optional<String> image) {
  public DeployRequest {
    source = Absent.optional(source);
    git = Absent.optional(git);
    image = Absent.optional(image);
  }
}
